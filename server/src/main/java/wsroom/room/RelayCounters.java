package wsroom.room;

import wsroom.websocket.ThreadCounter;

/// What the rooms of one I/O thread have relayed. Kept by that thread, read by any.
public final class RelayCounters {
  final ThreadCounter inMessages = new ThreadCounter();
  final ThreadCounter inBytes = new ThreadCounter();
  final ThreadCounter outMessages = new ThreadCounter();
  final ThreadCounter outBytes = new ThreadCounter();
  final ThreadCounter notHandedOver = new ThreadCounter();
  private final ThreadCounter excessUpdates = new ThreadCounter();

  /// Packets received after the welcome, unknown ones too.
  public long inMessages() {
    return inMessages.get();
  }

  /// The length of those packets.
  public long inBytes() {
    return inBytes.get();
  }

  /// Updates delivered: for each of them, the peers other than its sender.
  public long outMessages() {
    return outMessages.get();
  }

  /// The length of those packets.
  public long outBytes() {
    return outBytes.get();
  }

  /// Unreliable updates not relayed because their sender sent too many.
  public long excessUpdates() {
    return excessUpdates.get();
  }

  /// Updates not handed to another I/O thread, because that is behind.
  public long notHandedOver() {
    return notHandedOver.get();
  }

  /// Counts an unreliable update that is not relayed.
  public void droppedExcess() {
    excessUpdates.add(1);
  }

  /// Counts a packet from a peer, whatever it holds.
  public void received(int packetBytes) {
    inMessages.add(1);
    inBytes.add(packetBytes);
  }
}
