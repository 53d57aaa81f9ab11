package wsroom.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import wsroom.packet.ClientPacket;
import wsroom.packet.PacketDecoder;
import wsroom.packet.PeerUpdate;
import wsroom.room.Peer;
import wsroom.room.RelayCounters;
import wsroom.room.RoomReplica;

/// What peers say in their rooms: updates are relayed, as many as a peer may send; other packets
/// are passed over, as long as there are few.
///
/// One for all sessions of an I/O thread, and confined to it.
final class PacketHandler {
  private final RelayCounters counters;
  private final SessionObserver observer;

  /// What is read out of the packet at hand.
  private final PeerUpdate update = new PeerUpdate();

  PacketHandler(RelayCounters counters, SessionObserver observer) {
    this.counters = counters;
    this.observer = observer;
  }

  /// Takes a packet of a peer. The path of an update: no object, no lock, no log.
  ///
  /// @return why the peer's session must end, if it must
  Optional<CloseReason> handle(ByteBuffer message, RoomReplica room, Peer peer, PeerQuota quota) {
    int length = message.remaining();
    boolean paid = quota.takePaid();
    if (!paid) {
      counters.received(length);
      peer.received(length);
    }
    if (!update.read(message)) {
      return handleUncommon(PacketDecoder.decode(message), length, paid, room, peer, quota);
    }
    if (!paid && !mayPass(length, update.unreliable(), room, peer, quota)) {
      return Optional.empty();
    }
    return relayed(
        room.relay(peer, message, update.bodyStart(), update.bodyLength(), update.unreliable()));
  }

  private Optional<CloseReason> handleUncommon(
      ClientPacket packet, int length, boolean paid, RoomReplica room, Peer peer, PeerQuota quota) {
    return switch (packet) {
      case ClientPacket.Update(ByteBuffer body, boolean unreliable) ->
          paid || mayPass(length, unreliable, room, peer, quota)
              ? relayed(room.relay(peer, body, body.position(), body.remaining(), unreliable))
              : Optional.empty();
      case ClientPacket.Malformed _ -> Optional.of(CloseReason.MALFORMED_PACKET);
      // Protocols grow, and clients say late what they meant to say before: no reason to end.
      case ClientPacket.Unknown _,
          ClientPacket.Identification _,
          ClientPacket.SignedChallenge _ -> {
        observer.unknownPacket();
        if (!quota.unknownPacket()) {
          yield Optional.of(CloseReason.TOO_MANY_UNKNOWN_PACKETS);
        }
        yield quota.frame() ? Optional.empty() : Optional.of(CloseReason.TOO_MANY_FRAMES);
      }
    };
  }

  /// Whether an update may be relayed now. One that may not is dropped, or postponed: then the
  /// sender is not read until it may, and TCP holds the sender back.
  private boolean mayPass(
      int length, boolean unreliable, RoomReplica room, Peer peer, PeerQuota quota) {
    long wait = quota.update(length, unreliable);
    if (wait == PeerQuota.DROP) {
      counters.droppedExcess();
      return false;
    }
    if (!unreliable) {
      wait = Math.max(wait, room.reserve(peer, length));
    }
    if (wait > 0) {
      peer.postpone(quota.payByWaiting(wait));
      return false;
    }
    return true;
  }

  private static Optional<CloseReason> relayed(boolean fits) {
    return fits ? Optional.empty() : Optional.of(CloseReason.MESSAGE_TOO_BIG);
  }
}
