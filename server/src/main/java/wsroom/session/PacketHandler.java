package wsroom.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import wsroom.packet.ClientPacket;
import wsroom.packet.PacketDecoder;
import wsroom.packet.PeerUpdate;
import wsroom.room.Peer;
import wsroom.room.PositionLook;
import wsroom.room.RelayCounters;
import wsroom.room.RoomReplica;

/// Handles the packets of welcomed peers: relays updates within the peer's quota, and ignores other
/// packets within theirs.
///
/// One for all sessions of an I/O thread, and confined to it.
final class PacketHandler {
  private final RelayCounters counters;
  private final SessionListener listener;

  /// The fields of the current packet, reused.
  private final PeerUpdate update = new PeerUpdate();

  PacketHandler(RelayCounters counters, SessionListener listener) {
    this.counters = counters;
    this.listener = listener;
  }

  /// Handles a packet of a peer. On the path of updates: no allocation, no lock, no log.
  ///
  /// @return the reason to end the peer's session, if there is one
  Optional<CloseReason> handle(ByteBuffer message, RoomReplica room, Peer peer, PeerQuota quota) {
    int length = message.remaining();
    boolean charged = quota.takeCharged();
    if (!charged) {
      counters.received(length);
      peer.received(length);
    }
    if (!update.read(message)) {
      return handleUncommon(PacketDecoder.decode(message), length, charged, room, peer, quota);
    }
    if (!charged && !mayPass(length, update.unreliable(), room, peer, quota)) {
      return Optional.empty();
    }
    PositionLook look = room.look();
    if (look != null) {
      look.sample(peer, message, update.bodyStart(), update.bodyLength());
    }
    return endUnless(
        room.relay(peer, message, update.bodyStart(), update.bodyLength(), update.unreliable()));
  }

  private Optional<CloseReason> handleUncommon(
      ClientPacket packet,
      int length,
      boolean charged,
      RoomReplica room,
      Peer peer,
      PeerQuota quota) {
    return switch (packet) {
      case ClientPacket.Update(ByteBuffer body, boolean unreliable) ->
          charged || mayPass(length, unreliable, room, peer, quota)
              ? endUnless(room.relay(peer, body, body.position(), body.remaining(), unreliable))
              : Optional.empty();
      case ClientPacket.Malformed _ -> Optional.of(CloseReason.MALFORMED_PACKET);
      // Newer packet types and late packets of the handshake are no reason to end a session.
      case ClientPacket.Unknown _,
          ClientPacket.Identification _,
          ClientPacket.SignedChallenge _ -> {
        listener.unknownPacket();
        if (!quota.takeUnknownPacket()) {
          yield Optional.of(CloseReason.TOO_MANY_UNKNOWN_PACKETS);
        }
        yield quota.takeFrame() ? Optional.empty() : Optional.of(CloseReason.TOO_MANY_FRAMES);
      }
    };
  }

  /// Whether an update may be relayed now. Otherwise it is dropped, or postponed: the sender's
  /// socket is not read until then, so that TCP slows the sender down.
  private boolean mayPass(
      int length, boolean unreliable, RoomReplica room, Peer peer, PeerQuota quota) {
    long wait = quota.takeUpdate(length, unreliable);
    if (wait == PeerQuota.DROP) {
      counters.droppedExcess();
      return false;
    }
    if (!unreliable) {
      wait = Math.max(wait, room.reserve(peer, length));
    }
    if (wait > 0) {
      peer.postpone(quota.chargePostponed(wait));
      return false;
    }
    return true;
  }

  private static Optional<CloseReason> endUnless(boolean fits) {
    return fits ? Optional.empty() : Optional.of(CloseReason.MESSAGE_TOO_BIG);
  }
}
