package wsroom.loadtest.load;

/// Sends one flow of one peer at a fixed interval, without skipping sends that are late. Confined
/// to the peer's loop.
final class UpdateSender implements TimerHeap.RepeatingTask {
  private final LoadPeer peer;
  private final UpdateKind kind;
  private final int atATime;
  private final double interval;
  private final long began;
  private long sends;

  UpdateSender(LoadPeer peer, Traffic.Flow flow, long began) {
    this.peer = peer;
    this.kind = flow.kind();
    this.atATime = flow.updatesAtATime();
    this.interval = flow.intervalNanos();
    this.began = began;
  }

  @Override
  public long run(long due) {
    if (!peer.isJoined()) {
      return TimerHeap.NEVER;
    }
    peer.sendUpdates(kind, atATime, due);
    sends++;
    return began + (long) (sends * interval);
  }
}
