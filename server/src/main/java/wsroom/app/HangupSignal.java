package wsroom.app;

import org.jspecify.annotations.Nullable;

/// Handles SIGHUP from the process's start on. A signal that arrives before the server serves is
/// kept until then: the settings may have changed after they were read.
///
/// Thread-safe. The lock is held while an action runs, so that actions run one after the other.
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

  /// Runs the action on each signal from now on, and at once if a signal is pending.
  synchronized void begin(Runnable onSignal) {
    action = onSignal;
    if (isPending) {
      isPending = false;
      onSignal.run();
    }
  }
}
