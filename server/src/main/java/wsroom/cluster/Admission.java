package wsroom.cluster;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import wsroom.cluster.Bus.Reply;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.MailboxMessage.Yield;
import wsroom.cluster.MailboxMessage.Yielded;
import wsroom.cluster.Records.RoomRecord;
import wsroom.cluster.Records.SessionRecord;
import wsroom.config.DuplicatePolicy;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Denial;
import wsroom.room.membership.Member;

/// The way of one request to its grant: the address is taken over or claimed, a seat is taken, the
/// streams of the other nodes are waited for, and an alias is assigned. A failure gives back what
/// was taken.
///
/// A session of the address in another room stays unless there is a seat: so the seat comes first
/// there. In the same room the seat is that session's own.
///
/// Confined to the cluster's thread.
final class Admission {
  private static final int MAX_ATTEMPTS = 8;
  private static final long YIELD_TIMEOUT_MILLIS = 800;

  private final ClusterNode node;
  private final AddressSlot slot;
  private final ClusterLease lease;
  private final ClusterRoom room;
  private RoomRecord record = new RoomRecord("", List.of());
  private Map<Long, Long> yielded = Map.of();
  private long yieldedRevision;
  private boolean isVacating;
  private boolean isAsking;
  private int attempt;

  Admission(ClusterNode node, AddressSlot slot, ClusterLease lease) {
    this.node = node;
    this.slot = slot;
    this.lease = lease;
    this.room = node.room(lease.roomId());
    room.use(lease);
  }

  ClusterLease lease() {
    return lease;
  }

  void begin() {
    ClusterLease holder = slot.holder();
    if (!node.isAdmitting()) {
      deny(Denial.UNAVAILABLE);
    } else if (holder == null) {
      claim();
    } else if (holder.isEnded()) {
      isVacating = true;
    } else if (node.settings().policy() == DuplicatePolicy.REJECT_NEW) {
      deny(Denial.ALREADY_CONNECTED);
    } else if (holder.roomId().equals(lease.roomId())) {
      vacate(holder);
    } else {
      takeSeat(() -> vacate(holder));
    }
  }

  // --- The address ---

  private void vacate(ClusterLease holder) {
    if (slot.holder() == null) {
      claim();
    } else {
      isVacating = true;
      holder.revoke();
    }
  }

  /// The session of this node that held the address is gone.
  void onVacated() {
    if (isVacating) {
      isVacating = false;
      claim();
    }
  }

  private void claim() {
    if (goesOn()) {
      node.stores().sessions().create(slot.key(), value(), this::onClaimed);
    }
  }

  private void onClaimed(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done(long revision) -> {
        lease.claimed();
        lease.epoch(revision);
        takeSeat(this::awaitStreams);
      }
      case Outcome.Conflict _ -> node.stores().sessions().get(slot.key(), this::onHolderFound);
      case Outcome.Unknown _ -> {
        lease.claimed();
        repeatClaim();
      }
    }
  }

  private void repeatClaim() {
    node.counters().writeRepeated();
    if (attempt >= MAX_ATTEMPTS) {
      deny(Denial.UNAVAILABLE);
    } else {
      node.soon(attempt++, this::claim);
    }
  }

  private void onHolderFound(Lookup found) {
    if (!goesOn()) {
      return;
    }
    if (!(found instanceof Lookup.Found(byte[] value, long revision))) {
      repeatClaim();
      return;
    }
    SessionRecord other = node.read(() -> SessionRecord.decode(value));
    if (other == null
        || other.node().id().equals(node.self().id())
        || node.nodes().isDead(other.node().incarnation())
        || revision == yieldedRevision) {
      // Left over by this node, by a dead one, or by one that does not hold it any more.
      overwrite(revision);
    } else if (node.settings().policy() == DuplicatePolicy.KICK_PREVIOUS
        && !other.roomId().equals(lease.roomId())) {
      takeSeat(() -> askHolder(other, revision));
    } else {
      askHolder(other, revision);
    }
  }

  private void overwrite(long revision) {
    node.stores().sessions().update(slot.key(), value(), revision, this::onOverwritten);
  }

  private void onOverwritten(Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      onClaimed(outcome);
    } else {
      if (outcome instanceof Outcome.Unknown) {
        lease.claimed();
      }
      repeatClaim();
    }
  }

  private void askHolder(SessionRecord other, long revision) {
    boolean ends = node.settings().policy() == DuplicatePolicy.KICK_PREVIOUS;
    isAsking = true;
    node.nodes().learn(other.node());
    node.request(
        other.node(),
        new Yield(slot.scope(), slot.address(), ends).encode(),
        YIELD_TIMEOUT_MILLIS,
        reply -> {
          if (isAsking && goesOn()) {
            isAsking = false;
            onHolderAnswered(other.node(), revision, reply);
          }
        });
  }

  private void onHolderAnswered(NodeRef other, long revision, Reply reply) {
    switch (reply) {
      case Reply.Answered(byte[] message) -> {
        Yielded answer = node.read(() -> Yielded.decode(message));
        if (answer == null) {
          deny(Denial.UNAVAILABLE);
        } else if (answer.isHeld()) {
          deny(Denial.ALREADY_CONNECTED);
        } else {
          if (answer.roomId().equals(lease.roomId())) {
            yielded = Map.of(other.incarnation(), answer.leaveNumber());
          }
          yieldedRevision = revision;
          claim();
        }
      }
      case Reply.NoResponders _ -> {
        // Its connection is gone, and its members leave the replicas of this node.
        node.nodes().suspect(other.incarnation());
        overwrite(revision);
      }
      // It may hold the address still: never grab it.
      case Reply.TimedOut _ -> deny(Denial.UNAVAILABLE);
    }
  }

  // --- The seat ---

  private void takeSeat(Runnable then) {
    if (!goesOn()) {
      return;
    }
    if (lease.hasSeat()) {
      RoomRecord known = room.ledger().known();
      if (known != null) {
        record = known;
      }
      then.run();
      return;
    }
    room.ledger()
        .take(
            decision -> {
              switch (decision) {
                case SeatLedger.Decision.Taken(RoomRecord at) -> {
                  lease.seat(true);
                  record = at;
                  if (goesOn()) {
                    then.run();
                  }
                }
                case SeatLedger.Decision.Full _ -> deny(Denial.ROOM_FULL);
                case SeatLedger.Decision.Unavailable _ -> deny(Denial.UNAVAILABLE);
              }
            });
  }

  // --- The grant ---

  private void awaitStreams() {
    room.await(
        record,
        yielded,
        isReady -> {
          if (!isReady) {
            deny(Denial.UNAVAILABLE);
          } else if (goesOn()) {
            node.aliases().take(this::grant);
          }
        });
  }

  private void grant(OptionalInt alias) {
    if (!goesOn()) {
      return;
    }
    if (alias.isEmpty()) {
      boolean isExhausted = node.aliases().isExhausted();
      deny(isExhausted ? Denial.OUT_OF_ALIASES : Denial.UNAVAILABLE);
      return;
    }
    Member member = lease.memberOf(alias.getAsInt());
    RoomBlock out = new RoomBlock();
    if (!node.isAdmitting() || !room.roster().admit(member, out)) {
      deny(Denial.UNAVAILABLE);
      return;
    }
    room.tell(out);
    lease.grant(member);
    slot.ended(this, true);
  }

  /// The session does not wait any more. An admission that waits for another node ends at once:
  /// that node may be waiting for this one.
  void abandon() {
    if (isAsking) {
      isAsking = false;
      end();
    }
  }

  /// Ends this admission if its session does not wait any more.
  private boolean goesOn() {
    if (lease.isAbandoned()) {
      end();
      return false;
    }
    return true;
  }

  private void deny(Denial denial) {
    lease.deny(denial);
    end();
  }

  private void end() {
    lease.end();
    node.giveBack(slot, lease, () -> slot.ended(this, false));
  }

  private byte[] value() {
    return lease.record(node.self()).encode();
  }
}
