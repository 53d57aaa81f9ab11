package wsroom.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sessions of one I/O thread that an operator or a ban can mean, by room and by address, so
/// that an act on one address does not visit all sessions. A session that merely claims an address
/// is in it as soon as its proof is being verified: it would join after the act.
///
/// Confined to that I/O thread.
///
/// @param <S> a session
final class SessionIndex<S> {
  private final Map<String, List<Node<S>>> byRoom = new HashMap<>();
  private final Map<String, Node<S>> byAddress = new HashMap<>();

  /// A session's part of the index.
  static final class Node<S> {
    private final S session;
    private final String roomId;
    private final String address;
    private int positionInRoom;
    private @Nullable Node<S> nextOfAddress;

    private Node(S session, String roomId, String address) {
      this.session = session;
      this.roomId = roomId;
      this.address = address;
    }
  }

  /// @param address that the session has proven or is about to prove, in lower case
  Node<S> add(S session, String roomId, String address) {
    Node<S> node = new Node<>(session, roomId, address);
    List<Node<S>> sameRoom = byRoom.computeIfAbsent(roomId, _ -> new ArrayList<>(1));
    node.positionInRoom = sameRoom.size();
    sameRoom.add(node);
    node.nextOfAddress = byAddress.put(address, node);
    return node;
  }

  /// Removes a session that [#add] has added, once.
  void remove(Node<S> node) {
    removeFromRoom(node);
    byAddress.computeIfPresent(node.address, (_, first) -> without(node, first));
  }

  /// The sessions meant, in any order, as of now.
  List<S> find(Selection whom) {
    List<S> found = new ArrayList<>();
    switch (whom) {
      case Selection.InRoom(String roomId) ->
          byRoom.getOrDefault(roomId, List.of()).forEach(node -> found.add(node.session));
      case Selection.OfAddress(String address) -> addAll(address, found);
      case Selection.OfAddresses(Set<String> addresses) when addresses.size() < byAddress.size() ->
          addresses.forEach(address -> addAll(address, found));
      case Selection.OfAddresses(Set<String> addresses) ->
          byAddress.keySet().stream()
              .filter(addresses::contains)
              .forEach(address -> addAll(address, found));
    }
    return found;
  }

  boolean isEmpty() {
    return byRoom.isEmpty() && byAddress.isEmpty();
  }

  private void addAll(String address, List<S> found) {
    for (Node<S> node = byAddress.get(address); node != null; node = node.nextOfAddress) {
      found.add(node.session);
    }
  }

  private void removeFromRoom(Node<S> node) {
    List<Node<S>> sameRoom = byRoom.get(node.roomId);
    if (sameRoom == null) {
      return;
    }
    Node<S> last = sameRoom.removeLast();
    if (last != node) {
      sameRoom.set(node.positionInRoom, last);
      last.positionInRoom = node.positionInRoom;
    }
    if (sameRoom.isEmpty()) {
      byRoom.remove(node.roomId);
    }
  }

  /// The chain of an address without one of its nodes.
  private static <S> @Nullable Node<S> without(Node<S> node, Node<S> first) {
    if (first == node) {
      return first.nextOfAddress;
    }
    for (Node<S> before = first; before.nextOfAddress != null; before = before.nextOfAddress) {
      if (before.nextOfAddress == node) {
        before.nextOfAddress = node.nextOfAddress;
        break;
      }
    }
    return first;
  }
}
