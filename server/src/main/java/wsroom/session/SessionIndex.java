package wsroom.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Indexes the sessions of one I/O thread by room and by address, so that a query or an action of
/// operators or a new ban need not visit all sessions. A session is added when its verification
/// starts: otherwise it could join after the action.
///
/// Confined to that I/O thread.
///
/// @param <S> a session
final class SessionIndex<S> {
  private final Map<String, List<Node<S>>> byRoom = new HashMap<>();
  private final Map<String, Node<S>> byAddress = new HashMap<>();

  /// A session's entry in the index.
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

  /// @param address claimed or verified, in lower case
  Node<S> add(S session, String roomId, String address) {
    Node<S> node = new Node<>(session, roomId, address);
    List<Node<S>> sameRoom = byRoom.computeIfAbsent(roomId, _ -> new ArrayList<>(1));
    node.positionInRoom = sameRoom.size();
    sameRoom.add(node);
    node.nextOfAddress = byAddress.put(address, node);
    return node;
  }

  /// Removes an added session. Called once.
  void remove(Node<S> node) {
    removeFromRoom(node);
    byAddress.computeIfPresent(node.address, (_, first) -> without(node, first));
  }

  /// The selected sessions, in any order: a copy.
  List<S> find(Selection selection) {
    List<S> found = new ArrayList<>();
    switch (selection) {
      case Selection.InRoom(String roomId) ->
          byRoom.getOrDefault(roomId, List.of()).forEach(node -> found.add(node.session));
      case Selection.OfAddress(String address) -> addAll(address, found);
      case Selection.OfAddressInRoom(String address, String roomId) ->
          addInRoom(address, roomId, found);
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

  private void addInRoom(String address, String roomId, List<S> found) {
    for (Node<S> node = byAddress.get(address); node != null; node = node.nextOfAddress) {
      if (node.roomId.equals(roomId)) {
        found.add(node.session);
      }
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
