package wsroom.cluster;

import wsroom.room.membership.Denial;
import wsroom.room.membership.Grant;
import wsroom.room.membership.Lease;
import wsroom.room.membership.Member;
import wsroom.room.membership.Origin;
import wsroom.room.membership.SeatHolder;
import wsroom.websocket.IoThread;

/// The lease of one session of this node. Its state is confined to the cluster's thread.
final class ClusterLease implements Lease {
  private sealed interface State {
    /// @param isRevoked whether a later session of the address has come already
    record Requested(boolean isRevoked) implements State {}

    record Granted(Member member) implements State {}

    /// Denied, or released by the session.
    record Ended() implements State {}
  }

  private final String roomId;
  private final String address;
  private final IoThread thread;
  private final SeatHolder holder;
  private final long number;
  private State state = new State.Requested(false);
  private boolean hasSeat;
  private boolean mayHoldKey;
  private long epoch;

  ClusterLease(String roomId, String address, IoThread thread, SeatHolder holder, long number) {
    this.roomId = roomId;
    this.address = address;
    this.thread = thread;
    this.holder = holder;
    this.number = number;
  }

  @Override
  public String roomId() {
    return roomId;
  }

  @Override
  public String address() {
    return address;
  }

  /// The number of this lease on its node.
  long number() {
    return number;
  }

  boolean isGranted() {
    return state instanceof State.Granted;
  }

  boolean isEnded() {
    return state instanceof State.Ended;
  }

  /// Whether nobody waits for the answer any more.
  boolean isAbandoned() {
    return isEnded() || state.equals(new State.Requested(true));
  }

  boolean hasSeat() {
    return hasSeat;
  }

  void seat(boolean taken) {
    hasSeat = taken;
  }

  /// The revision of the address's key; 0 if this lease does not hold it.
  long epoch() {
    return epoch;
  }

  void epoch(long revision) {
    epoch = revision;
  }

  /// Whether the address's key may name this lease.
  boolean mayHoldKey() {
    return mayHoldKey;
  }

  void claimed() {
    mayHoldKey = true;
  }

  /// The member that the session becomes.
  Member member() {
    if (state instanceof State.Granted(Member member)) {
      return member;
    }
    throw new IllegalStateException("lease is not granted");
  }

  Records.SessionRecord record(NodeRef node) {
    return new Records.SessionRecord(node, roomId, number);
  }

  Member memberOf(int alias) {
    return new Member(alias, address, new Origin.ThisServer(thread.index()), epoch);
  }

  void grant(Member member) {
    state = new State.Granted(member);
    Grant grant = new Grant(member.alias(), member.epoch());
    thread.execute(() -> holder.onGranted(grant));
  }

  void deny(Denial denial) {
    if (!isAbandoned()) {
      thread.execute(() -> holder.onDenied(denial));
    }
    state = new State.Ended();
  }

  void revoke() {
    if (state instanceof State.Requested) {
      state = new State.Requested(true);
    }
    if (!isEnded()) {
      thread.execute(holder::onRevoked);
    }
  }

  /// The session must leave, because its seat cannot be kept.
  void expire() {
    if (!isEnded()) {
      thread.execute(holder::onExpired);
    }
  }

  void end() {
    state = new State.Ended();
  }
}
