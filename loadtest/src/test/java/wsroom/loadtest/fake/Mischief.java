package wsroom.loadtest.fake;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// What a server does with packets on their way to a member. An honest one passes each on.
/// Called under the room's lock, so that it may count.
@FunctionalInterface
public interface Mischief {
  /// @param to the alias of who is to get the packet
  /// @return what it gets in its place
  List<WsPacket> pass(int to, WsPacket packet);

  Mischief HONEST = (_, packet) -> List.of(packet);

  /// Does something else with every n-th update.
  static Mischief withEach(int n, Mischief other) {
    AtomicInteger updates = new AtomicInteger(); // of all rooms, each under its own lock
    return (to, packet) ->
        packet.hasPeerUpdateMessage() && updates.incrementAndGet() % n == 0
            ? other.pass(to, packet)
            : List.of(packet);
  }

  /// Does something else with one update, the n-th, and never again.
  static Mischief withOnly(int n, Mischief other) {
    AtomicInteger updates = new AtomicInteger();
    return (to, packet) ->
        packet.hasPeerUpdateMessage() && updates.incrementAndGet() == n
            ? other.pass(to, packet)
            : List.of(packet);
  }

  static Mischief lose() {
    return (_, _) -> List.of();
  }

  static Mischief repeat() {
    return (_, packet) -> List.of(packet, packet);
  }

  /// Keeps the update back until the member's next one.
  static Mischief swap(int n) {
    int[] updates = {0};
    Map<Integer, WsPacket> kept = new HashMap<>();
    return (to, packet) -> {
      if (!packet.hasPeerUpdateMessage()) {
        return List.of(packet);
      }
      if (++updates[0] % n == 0 && !kept.containsKey(to)) {
        kept.put(to, packet);
        return List.of();
      }
      List<WsPacket> passed = new ArrayList<>(List.of(packet));
      WsPacket late = kept.remove(to);
      if (late != null) {
        passed.add(late);
      }
      return passed;
    };
  }

  /// Changes an update's last byte.
  static Mischief garble() {
    return (_, packet) -> {
      byte[] body = packet.getPeerUpdateMessage().getBody().toByteArray();
      body[body.length - 1]++;
      return List.of(with(packet, update(packet).setBody(ByteString.copyFrom(body))));
    };
  }

  static Mischief cutShort() {
    return (_, packet) -> {
      ByteString body = packet.getPeerUpdateMessage().getBody();
      return List.of(with(packet, update(packet).setBody(body.substring(0, body.size() - 1))));
    };
  }

  static Mischief makeUnreliable() {
    return (_, packet) -> List.of(with(packet, update(packet).setUnreliable(true)));
  }

  static Mischief stampAnother() {
    return (_, packet) -> {
      int alias = packet.getPeerUpdateMessage().getFromAlias();
      return List.of(with(packet, update(packet).setFromAlias(alias == 1 ? 2 : 1)));
    };
  }

  static Mischief forgetJoins() {
    return (_, packet) -> packet.hasPeerJoinMessage() ? List.of() : List.of(packet);
  }

  static Mischief forgetLeaves() {
    return (_, packet) -> packet.hasPeerLeaveMessage() ? List.of() : List.of(packet);
  }

  static Mischief joinTwice() {
    return (_, packet) -> packet.hasPeerJoinMessage() ? List.of(packet, packet) : List.of(packet);
  }

  /// As a relay that knows no members.
  static Mischief tellNothingOfMembers() {
    return (_, packet) ->
        switch (packet.getMessageCase()) {
          case PEER_JOIN_MESSAGE, PEER_LEAVE_MESSAGE -> List.of();
          case WELCOME_MESSAGE ->
              List.of(
                  packet.toBuilder()
                      .setWelcomeMessage(
                          packet.getWelcomeMessage().toBuilder().clearPeerIdentities())
                      .build());
          default -> List.of(packet);
        };
  }

  private static WsPeerUpdate.Builder update(WsPacket packet) {
    return packet.getPeerUpdateMessage().toBuilder();
  }

  private static WsPacket with(WsPacket packet, WsPeerUpdate.Builder update) {
    return packet.toBuilder().setPeerUpdateMessage(update).build();
  }
}
