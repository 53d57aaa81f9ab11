package wsroom.loadtest.load;

/// Listener of a run's progress. Called on the thread of the run.
public interface ProgressListener {
  /// A phase begins.
  void phase(String name);

  /// An intermediate result, which stays visible.
  default void message(String sentence) {}

  /// Progress of the phase, 0 to 1, with current figures.
  void progress(double share, String figures);

  /// Ignores all progress.
  ProgressListener NONE =
      new ProgressListener() {
        @Override
        public void phase(String name) {}

        @Override
        public void progress(double share, String figures) {}
      };
}
