package wsroom.cluster;

import java.util.function.Consumer;

/// Messages between the nodes of a cluster.
///
/// A port. Each message arrives at most once; those of one publisher on one subject arrive in the
/// order in which they were published; nothing else is promised. No method blocks.
///
/// Confined to the cluster's [wsroom.websocket.EventLoop], on which all handlers are called.
public interface Bus {

  /// Whether messages can be sent and received now, as far as this node knows.
  boolean isConnected();

  /// Calls a handler whenever the connection is lost or there again.
  void onConnectionChange(Runnable handler);

  /// Publishes a message. It is dropped and counted if the bus is away or its queue is full.
  ///
  /// @param message given away: the caller must not change it any more
  void publish(String subject, byte[] message);

  /// Receives the messages on a subject, this node's own too, until it is cancelled. It takes an
  /// unknown time until the interest is known everywhere.
  Subscription subscribe(String subject, Consumer<byte[]> handler);

  /// Answers the requests on a subject.
  Subscription respond(String subject, Responder responder);

  /// Sends a request. The handler is called once.
  void request(String subject, byte[] message, long timeoutMillis, Consumer<Reply> handler);

  /// Sends a request to all that listen on a subject, and hands on each answer until the time is
  /// over. Then `atEnd` is called.
  void requestAll(
      String subject, byte[] message, long timeoutMillis, Consumer<byte[]> handler, Runnable atEnd);

  /// Receives messages until it is cancelled.
  interface Subscription {
    void cancel();
  }

  /// Answers requests, at once or later, each at most once.
  @FunctionalInterface
  interface Responder {
    void onRequest(byte[] message, Consumer<byte[]> answer);
  }

  /// The outcome of a request.
  sealed interface Reply {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answered(byte[] message) implements Reply {}

    /// Nobody listens on the subject: whoever did has lost its connection.
    record NoResponders() implements Reply {}

    record TimedOut() implements Reply {}
  }
}
