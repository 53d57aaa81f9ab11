package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import wsroom.websocket.FakeIoThread;
import wsroom.websocket.FakeIoThreads;

/// A session as a [RoomAuthority] sees it: records what it hears, on which thread, and releases its
/// lease when it is told to.
final class RecordedHolder implements SeatHolder {
  private final RoomAuthority authority;
  private final FakeIoThreads threads;
  private final FakeIoThread thread;
  private final boolean obeys;
  private final List<String> heard = new ArrayList<>();
  private final Lease lease;
  private boolean isRequesting = true;
  private int alias;
  private long epoch;

  /// Requests a seat.
  ///
  /// @param obeys whether it releases its lease as soon as it is revoked
  RecordedHolder(
      RoomAuthority authority,
      FakeIoThreads threads,
      int thread,
      String roomId,
      String address,
      boolean obeys) {
    this.authority = authority;
    this.threads = threads;
    this.thread = threads.get(thread);
    this.obeys = obeys;
    List<Lease> requested = new ArrayList<>();
    threads.on(
        this.thread, () -> requested.add(authority.request(roomId, address, this.thread, this)));
    this.lease = requested.getFirst();
    this.isRequesting = false;
  }

  Lease lease() {
    return lease;
  }

  int alias() {
    return alias;
  }

  long epoch() {
    return epoch;
  }

  void releases() {
    threads.on(thread, () -> authority.release(lease));
  }

  /// What it has heard since the last call.
  List<String> hears() {
    threads.runAll();
    List<String> news = List.copyOf(heard);
    heard.clear();
    return news;
  }

  @Override
  public void onGranted(Grant grant) {
    hear("granted");
    alias = grant.alias();
    epoch = grant.epoch();
  }

  @Override
  public void onDenied(Denial denial) {
    hear(denial.tag());
  }

  @Override
  public void onRevoked() {
    hear("revoked");
    if (obeys) {
      authority.release(lease);
    }
  }

  @Override
  public void onExpired() {
    hear("expired");
    if (obeys) {
      authority.release(lease);
    }
  }

  private void hear(String what) {
    assertThat(thread.isCurrent()).as("on the thread of the session").isTrue();
    assertThat(isRequesting).as("heard before the request returned").isFalse();
    heard.add(what);
  }
}
