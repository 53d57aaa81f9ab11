package wsroom.loadtest.client;

/// What a loop has to do at certain times, besides its sockets. Called on the loop's thread.
public interface Agenda {
  /// Nothing is ever due.
  long NEVER = Long.MAX_VALUE;

  /// Does what is due at `now` (`System.nanoTime()`), or a part of it, so that the sockets get
  /// their turn, and says when the next thing is due.
  long runDue(long now);
}
