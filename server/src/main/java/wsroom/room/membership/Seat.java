package wsroom.room.membership;

import java.util.concurrent.CompletableFuture;

/// A place in a room, held by a session from its admission until it has left. Made and ended by
/// [PeerDirectory], under whose lock its fields are.
public final class Seat {
  final String roomId;
  final String address;
  final Holder holder;
  boolean released;

  /// Whether the same address has taken the place over: then it is not given back at the end.
  boolean passedOn;

  private final CompletableFuture<Void> left = new CompletableFuture<>();

  Seat(String roomId, String address, Holder holder) {
    this.roomId = roomId;
    this.address = address;
    this.holder = holder;
  }

  /// The session that a seat belongs to.
  public interface Holder {
    /// The same address has been admitted elsewhere: this session must end. From any thread.
    void takeOver();
  }

  public String roomId() {
    return roomId;
  }

  public String address() {
    return address;
  }

  public Holder holder() {
    return holder;
  }

  /// Runs an action once the session that held this seat has left, on the thread on which it left;
  /// at once, if it already has. The action only hands work over to a thread's queue: what it threw
  /// would be lost, and a release in it would nest.
  public void whenLeft(Runnable action) {
    var _ = left.thenRun(action);
  }

  void markLeft() {
    left.complete(null);
  }
}
