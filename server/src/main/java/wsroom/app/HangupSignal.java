package wsroom.app;

import org.jspecify.annotations.Nullable;

/// Takes SIGHUP from the process's first moment on. One that comes before the server serves is kept
/// until then: the settings may have changed after they were read.
///
/// Thread-safe. The lock is held while an action runs, so that they run one after the other.
final class HangupSignal {
  private @Nullable Runnable action;
  private boolean isPending;

  synchronized void onSignal() {
    if (action == null) {
      isPending = true;
    } else {
      action.run();
    }
  }

  /// Runs the action on each signal from now on, and once if there was one already.
  synchronized void begin(Runnable onSignal) {
    action = onSignal;
    if (isPending) {
      isPending = false;
      onSignal.run();
    }
  }
}
