package wsroom.loadtest.load;

/// Follows a run as it goes. Called on the thread of the run.
public interface Watch {
  /// A part of the run begins.
  void phase(String name);

  /// What the run has shown by now, to be kept in sight.
  default void found(String sentence) {}

  /// How far the part is, 0 to 1, in words and figures.
  void progress(double share, String figures);

  /// Nobody looks.
  Watch NONE =
      new Watch() {
        @Override
        public void phase(String name) {}

        @Override
        public void progress(double share, String figures) {}
      };
}
