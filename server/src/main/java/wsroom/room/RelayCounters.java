package wsroom.room;

import wsroom.websocket.ThreadCounter;

/// Counts what the rooms of one I/O thread relay. Written by that thread, read by any.
public final class RelayCounters {
  final ThreadCounter inMessages = new ThreadCounter();
  final ThreadCounter inBytes = new ThreadCounter();
  final ThreadCounter outMessages = new ThreadCounter();
  final ThreadCounter outBytes = new ThreadCounter();
  final ThreadCounter handOverDropped = new ThreadCounter();
  private final ThreadCounter excessUpdates = new ThreadCounter();

  /// Packets received after the welcome, unknown ones too.
  public long inMessages() {
    return inMessages.get();
  }

  /// The length of those packets.
  public long inBytes() {
    return inBytes.get();
  }

  /// Deliveries: each update counts once for each peer that it is sent to.
  public long outMessages() {
    return outMessages.get();
  }

  /// The length of those updates' packets.
  public long outBytes() {
    return outBytes.get();
  }

  /// Unreliable updates dropped because their sender exceeded its rate limit.
  public long excessUpdates() {
    return excessUpdates.get();
  }

  /// Updates dropped at the hand-over, because the queue of the other I/O thread was too long.
  public long handOverDropped() {
    return handOverDropped.get();
  }

  /// Counts an unreliable update dropped by its sender's rate limit.
  public void droppedExcess() {
    excessUpdates.add(1);
  }

  /// Counts a packet from a peer, of any kind.
  public void received(int packetBytes) {
    inMessages.add(1);
    inBytes.add(packetBytes);
  }
}
