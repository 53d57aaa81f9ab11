package wsroom.loadtest.fake;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// Changes the packets that a server sends to a member. Called under the room's lock, so that it
/// may count.
@FunctionalInterface
public interface FaultInjection {
  /// @param to the alias of the receiver
  /// @return the packets sent in its place
  List<WsPacket> pass(int to, WsPacket packet);

  FaultInjection NONE = (_, packet) -> List.of(packet);

  /// Applies a fault to every n-th update.
  static FaultInjection everyNth(int n, FaultInjection other) {
    AtomicInteger updates = new AtomicInteger(); // shared by rooms, each with its own lock
    return (to, packet) ->
        packet.hasPeerUpdateMessage() && updates.incrementAndGet() % n == 0
            ? other.pass(to, packet)
            : List.of(packet);
  }

  /// Applies a fault to the n-th update only.
  static FaultInjection onlyNth(int n, FaultInjection other) {
    AtomicInteger updates = new AtomicInteger();
    return (to, packet) ->
        packet.hasPeerUpdateMessage() && updates.incrementAndGet() == n
            ? other.pass(to, packet)
            : List.of(packet);
  }

  static FaultInjection drop() {
    return (_, _) -> List.of();
  }

  static FaultInjection repeat() {
    return (_, packet) -> List.of(packet, packet);
  }

  /// Holds an update back until the member's next one.
  static FaultInjection reorder(int n) {
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

  /// Corrupts the last byte of an update.
  static FaultInjection corrupt() {
    return (_, packet) -> {
      byte[] body = packet.getPeerUpdateMessage().getBody().toByteArray();
      body[body.length - 1]++;
      return List.of(with(packet, update(packet).setBody(ByteString.copyFrom(body))));
    };
  }

  static FaultInjection truncate() {
    return (_, packet) -> {
      ByteString body = packet.getPeerUpdateMessage().getBody();
      return List.of(with(packet, update(packet).setBody(body.substring(0, body.size() - 1))));
    };
  }

  static FaultInjection makeUnreliable() {
    return (_, packet) -> List.of(with(packet, update(packet).setUnreliable(true)));
  }

  static FaultInjection wrongAlias() {
    return (_, packet) -> {
      int alias = packet.getPeerUpdateMessage().getFromAlias();
      return List.of(with(packet, update(packet).setFromAlias(alias == 1 ? 2 : 1)));
    };
  }

  static FaultInjection dropJoins() {
    return (_, packet) -> packet.hasPeerJoinMessage() ? List.of() : List.of(packet);
  }

  static FaultInjection dropLeaves() {
    return (_, packet) -> packet.hasPeerLeaveMessage() ? List.of() : List.of(packet);
  }

  static FaultInjection duplicateJoins() {
    return (_, packet) -> packet.hasPeerJoinMessage() ? List.of(packet, packet) : List.of(packet);
  }

  /// Removes all membership packets.
  static FaultInjection hideMembership() {
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
