package wsroom.events;

/// A connected consumer, which reads the log at its own pace.
public interface EventConsumer {

  /// Called after each event, on the thread of the event: it must not block.
  void onEvent();

  /// Sends the remaining events and disconnects, since the server stops. Called on any thread.
  void onShutdown();
}
