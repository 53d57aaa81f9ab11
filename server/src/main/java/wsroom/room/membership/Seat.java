package wsroom.room.membership;

import java.util.concurrent.CompletableFuture;

/// One unit of a room's capacity, taken by a session from its admission until it has left.
///
/// [PeerDirectory] creates and releases seats; its lock guards the mutable fields.
public final class Seat {
  final String roomId;
  final String address;
  final TakeoverListener listener;
  boolean released;

  /// Whether a later session of the address has taken this seat over: then its release frees none.
  boolean takenOver;

  private final CompletableFuture<Void> release = new CompletableFuture<>();

  Seat(String roomId, String address, TakeoverListener listener) {
    this.roomId = roomId;
    this.address = address;
    this.listener = listener;
  }

  /// The session that has a seat.
  @FunctionalInterface
  public interface TakeoverListener {
    /// Called from any thread when a new session of the same address was admitted: this one must
    /// end.
    void onTakeover();
  }

  public String roomId() {
    return roomId;
  }

  public String address() {
    return address;
  }

  public TakeoverListener listener() {
    return listener;
  }

  /// Runs an action when this seat is released, on the releasing thread; at once, if it already is.
  /// The action may only enqueue a task on a thread: its exceptions would be lost, and a release in
  /// it would nest.
  public void onReleased(Runnable action) {
    var _ = release.thenRun(action);
  }

  void completeRelease() {
    release.complete(null);
  }
}
