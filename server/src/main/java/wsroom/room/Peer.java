package wsroom.room;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import wsroom.packet.ServerPackets;
import wsroom.room.membership.Member;
import wsroom.websocket.Connection;

/// A welcomed session in its room, on the thread of its connection.
///
/// Confined to that I/O thread. The package-private fields belong to its [RoomReplica] and
/// [RoomBatch].
public final class Peer {
  final Member member;
  final Connection connection;

  /// Its index among the room's peers of this thread; -1 once it has left.
  int index = -1;

  // In the current batch: the first frame that it gets, and a linked list of its own frames.
  int firstFrame;
  int firstOwnFrame = -1;
  int lastOwnFrame = -1;

  // The updates in the current batch that it does not get.
  int excludedUpdates;
  long excludedUpdateBytes;

  // The token bucket of its share of the room's rate. Belongs to ReliableRateLimiter.
  double shareTokens;
  long shareRefilledNanos;

  // Statistics for operators.
  private long inPackets;
  private long inBytes;
  private long outUpdates;
  private long outBytes;
  private long lastPingNanos;
  private boolean isPongPending;
  private OptionalLong roundTripNanos = OptionalLong.empty();

  /// Null until an operator asks.
  private @Nullable ReportedRates rates;

  /// Its latest position, while an operator looks at the room. Belongs to [PositionLook].
  PositionLook.@Nullable Sample sample;

  Peer(Member member, Connection connection) {
    this.member = member;
    this.connection = connection;
  }

  public int alias() {
    return member.alias();
  }

  public String address() {
    return member.address();
  }

  /// Counts a packet received from it, of any kind.
  public void received(int packetBytes) {
    inPackets++;
    inBytes += packetBytes;
  }

  /// Counts updates written to it or added to its backlog.
  void sent(long updates, long bytes) {
    outUpdates += updates;
    outBytes += bytes;
  }

  /// Sends a ping and measures the time until its pong.
  public void ping(long now) {
    lastPingNanos = now;
    isPongPending = true;
    connection.ping(ServerPackets.pingPayload());
  }

  /// Handles a pong. Without a pending ping it is ignored.
  public void onPong(long now) {
    if (isPongPending) {
      isPongPending = false;
      roundTripNanos = OptionalLong.of(now - lastPingNanos);
    }
  }

  /// Postpones the packet that is just being handled: it is handled again after that time.
  public void postpone(long nanos) {
    connection.postpone(nanos);
  }

  /// Whether the last ping was sent within that time, answered or not.
  public boolean wasPingedWithin(long nanos, long now) {
    return (isPongPending || roundTripNanos.isPresent()) && now - lastPingNanos < nanos;
  }

  /// Its statistics since it joined, and its rates since the last call.
  public PeerFigures figures(long now) {
    if (rates == null) {
      rates = new ReportedRates(3);
    }
    rates.report(now, inPackets, outUpdates, outBytes);
    return new PeerFigures(
        inPackets,
        inBytes,
        outUpdates,
        outBytes,
        connection.backlogBytes(),
        roundTripNanos,
        new PeerFigures.Rates(rates.perSecond(0), rates.perSecond(1), rates.perSecond(2)));
  }

  void resetBatchState() {
    firstFrame = 0;
    firstOwnFrame = -1;
    lastOwnFrame = -1;
    excludedUpdates = 0;
    excludedUpdateBytes = 0;
  }
}
