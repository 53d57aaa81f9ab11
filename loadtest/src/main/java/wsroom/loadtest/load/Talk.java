package wsroom.loadtest.load;

/// One habit of one peer: says something at even intervals, and never forgets one because it was
/// late. Confined to the peer's loop.
final class Talk implements Timetable.Recurring {
  private final LoadPeer peer;
  private final Kind kind;
  private final int atATime;
  private final double interval;
  private final long began;
  private long turns;

  Talk(LoadPeer peer, Traffic.Habit habit, long began) {
    this.peer = peer;
    this.kind = habit.kind();
    this.atATime = habit.updatesAtATime();
    this.interval = habit.intervalNanos();
    this.began = began;
  }

  @Override
  public long happen(long due) {
    if (!peer.isJoined()) {
      return Timetable.NEVER;
    }
    peer.say(kind, atATime, due);
    turns++;
    return began + (long) (turns * interval);
  }
}
