package wsroom.room.membership;

/// The replica on which a member's events start.
public sealed interface Origin {

  /// @param index of the I/O thread of this server
  record ThisServer(int index) implements Origin {}

  /// @param incarnation of another node of the cluster: the number of its lease, never used twice
  record Node(long incarnation) implements Origin {}
}
