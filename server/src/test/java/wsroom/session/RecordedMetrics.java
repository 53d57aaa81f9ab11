package wsroom.session;

import java.util.ArrayList;
import java.util.List;

/// Records the calls of a [Relay]'s sessions to their listener.
final class RecordedMetrics implements SessionListener {
  private final List<String> events = new ArrayList<>();
  private int open;
  private int unknownPackets;
  private boolean failsAtKicks;
  private boolean failsAtOpens;

  List<String> events() {
    return events;
  }

  /// The number of open connections.
  int open() {
    return open;
  }

  int unknownPackets() {
    return unknownPackets;
  }

  List<String> ends() {
    return events.stream().filter(event -> event.startsWith("ended ")).toList();
  }

  /// The number of sessions that ended with a reason, before or after their welcome.
  long ended(CloseReason reason) {
    return events.stream().filter(event -> event.startsWith("ended " + reason)).count();
  }

  /// From now on throws when a connection is opened.
  void failsAtOpens() {
    failsAtOpens = true;
  }

  @Override
  public void opened() {
    if (failsAtOpens) {
      throw new IllegalStateException("opened");
    }
    open++;
    events.add("opened");
  }

  @Override
  public void joined(JoinedSession session, long handshakeNanos) {
    events.add("joined after " + handshakeNanos / 1_000_000 + " ms");
  }

  @Override
  public void authChainRejected(String reason) {
    events.add("rejected " + reason);
  }

  /// From now on throws at a kick.
  void failsAtKicks() {
    failsAtKicks = true;
  }

  @Override
  public void kickSent() {
    if (failsAtKicks) {
      throw new IllegalStateException("kicked");
    }
    events.add("kicked");
  }

  @Override
  public void unknownPacket() {
    unknownPackets++;
  }

  @Override
  public void left(JoinedSession session, CloseReason reason) {
    events.add("ended " + reason + " after the welcome");
  }

  @Override
  public void handshakeEnded(PendingSession session, CloseReason reason, String text) {
    events.add("ended " + reason + " in the handshake");
  }

  @Override
  public void closed() {
    open--;
    events.add("closed");
  }
}
