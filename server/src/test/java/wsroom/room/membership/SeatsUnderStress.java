package wsroom.room.membership;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.websocket.IoThread;

/// Concurrent operations of two I/O threads on the seats of a room, with all acceptable results.
/// [SharedStateTest] runs them in jcstress.
public final class SeatsUnderStress {
  private static final String ALICE = "0x" + "a".repeat(40);
  private static final String BOB = "0x" + "b".repeat(40);

  private SeatsUnderStress() {}

  /// The seats of one room. Grants are heard at once, on the thread that grants.
  abstract static class OneRoom {
    final RoomAuthority authority;

    OneRoom(int seats) {
      authority =
          new LocalRoomAuthority(
              seats, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER, new AliasSource());
    }

    final Answers request(String address) {
      Answers answers = new Answers();
      answers.lease = authority.request("plaza", address, new Immediately(), answers);
      return answers;
    }

    /// The result of a request: 1 with a seat, 0 without.
    final int granted(String address) {
      return request(address).denials.get() == 0 ? 1 : 0;
    }
  }

  /// What a session has heard.
  static final class Answers implements SeatHolder {
    final AtomicInteger grants = new AtomicInteger();
    final AtomicInteger denials = new AtomicInteger();
    final AtomicInteger revocations = new AtomicInteger();
    @Nullable Lease lease;

    @Override
    public void onGranted(Grant grant) {
      grants.incrementAndGet();
    }

    @Override
    public void onDenied(Denial denial) {
      denials.incrementAndGet();
    }

    @Override
    public void onRevoked() {
      revocations.incrementAndGet();
    }

    @Override
    public void onExpired() {
      throw new AssertionError("a lease of one server alone expires");
    }
  }

  /// Runs each task at once.
  static final class Immediately implements IoThread {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void executeAfterPoll(Runnable task) {
      task.run();
    }

    @Override
    public void executeAfter(Runnable task, long millis) {
      task.run();
    }

    @Override
    public long nanoTime() {
      return 0;
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Alice gets the last seat")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Bob gets the last seat")
  public static class ConcurrentJoinsForTheLastSeat extends OneRoom {
    public ConcurrentJoinsForTheLastSeat() {
      super(1);
    }

    @Actor
    public void alice(III_Result result) {
      result.r1 = granted(ALICE);
    }

    @Actor
    public void bob(III_Result result) {
      result.r2 = granted(BOB);
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = authority.here().users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the first takes over from the second")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the second takes over from the first")
  public static class ConcurrentJoinsOfOneAddress extends OneRoom {
    private volatile Answers one = new Answers();
    private volatile Answers other = new Answers();

    public ConcurrentJoinsOfOneAddress() {
      super(1);
    }

    @Actor
    public void first() {
      one = request(ALICE);
    }

    @Actor
    public void second() {
      other = request(ALICE);
    }

    @Arbiter
    public void after(III_Result result) {
      result.r1 = one.grants.get();
      result.r2 = other.grants.get();
      result.r3 = authority.here().users();
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Alice left first")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Bob found the room full")
  public static class LeaveDuringAnotherJoin extends OneRoom {
    private final Lease seat;

    public LeaveDuringAnotherJoin() {
      super(1);
      seat = Objects.requireNonNull(request(ALICE).lease);
    }

    @Actor
    public void aliceLeaves() {
      authority.release(seat);
    }

    @Actor
    public void bobJoins(II_Result result) {
      result.r1 = granted(BOB);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r2 = authority.here().users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "granted once that the old seat is released")
  public static class LeaveDuringTakeover extends OneRoom {
    private final Lease seat;
    private volatile Answers taker = new Answers();

    public LeaveDuringTakeover() {
      super(1);
      seat = Objects.requireNonNull(request(ALICE).lease);
    }

    @Actor
    public void leaves() {
      authority.release(seat);
    }

    @Actor
    public void takesOver() {
      taker = request(ALICE);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = taker.grants.get();
      result.r2 = authority.here().users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "released once")
  public static class ConcurrentReleasesOfOneSeat extends OneRoom {
    private final Lease seat;

    public ConcurrentReleasesOfOneSeat() {
      super(2);
      seat = Objects.requireNonNull(request(ALICE).lease);
    }

    @Actor
    public void first() {
      authority.release(seat);
    }

    @Actor
    public void second() {
      authority.release(seat);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = authority.here().users("plaza");
      result.r2 = authority.here().rooms();
    }
  }
}
