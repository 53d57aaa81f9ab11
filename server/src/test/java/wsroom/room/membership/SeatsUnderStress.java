package wsroom.room.membership;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import wsroom.room.membership.PeerDirectory.DuplicatePolicy;
import wsroom.room.membership.PeerDirectory.DuplicateScope;

/// Concurrent operations of two I/O threads on the seats of a room, with all acceptable results.
/// [SharedStateTest] runs them in jcstress.
public final class SeatsUnderStress {
  private static final String ALICE = "0x" + "a".repeat(40);
  private static final String BOB = "0x" + "b".repeat(40);

  private SeatsUnderStress() {}

  /// The seats of one room.
  abstract static class OneRoom {
    final PeerDirectory directory;

    OneRoom(int seats) {
      directory = new PeerDirectory(seats, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER);
    }

    final Seat seat(String address) {
      return switch (admit(address)) {
        case Admission.Admitted(Seat seat, var _) -> seat;
        case Admission.RoomFull _, Admission.AlreadyConnected _ ->
            throw new IllegalStateException("the room was empty");
      };
    }

    final Admission admit(String address) {
      return directory.admit("plaza", address, () -> {});
    }

    /// The result of an admission: 1 with a seat, 0 without.
    final int admitted(String address) {
      return admit(address) instanceof Admission.Admitted ? 1 : 0;
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
      result.r1 = admitted(ALICE);
    }

    @Actor
    public void bob(III_Result result) {
      result.r2 = admitted(BOB);
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = directory.users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the second takes over from the first")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the first takes over from the second")
  public static class ConcurrentJoinsOfOneAddress extends OneRoom {
    public ConcurrentJoinsOfOneAddress() {
      super(1);
    }

    @Actor
    public void first(III_Result result) {
      result.r1 = previousSessions();
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = previousSessions();
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = directory.users();
    }

    /// The number of sessions taken over: 0 or 1, or 9 without a seat.
    private int previousSessions() {
      return switch (admit(ALICE)) {
        case Admission.Admitted(Seat _, var previous) -> previous.isPresent() ? 1 : 0;
        case Admission.RoomFull _, Admission.AlreadyConnected _ -> 9;
      };
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Alice left first")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Bob found the room full")
  public static class LeaveDuringAnotherJoin extends OneRoom {
    private final Seat seat;

    public LeaveDuringAnotherJoin() {
      super(1);
      seat = seat(ALICE);
    }

    @Actor
    public void aliceLeaves() {
      directory.release(seat);
    }

    @Actor
    public void bobJoins(II_Result result) {
      result.r1 = admitted(BOB);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r2 = directory.users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(
      id = "1, 1, 1",
      expect = ACCEPTABLE,
      desc = "admitted, notified once that the old seat is released")
  public static class LeaveDuringTakeover extends OneRoom {
    private final Seat seat;
    private final AtomicInteger notified = new AtomicInteger();

    public LeaveDuringTakeover() {
      super(1);
      seat = seat(ALICE);
    }

    @Actor
    public void leaves() {
      directory.release(seat);
    }

    @Actor
    public void takesOver(III_Result result) {
      switch (admit(ALICE)) {
        case Admission.Admitted(Seat _, var previous) -> {
          result.r1 = 1;
          previous.ifPresentOrElse(
              old -> old.onReleased(notified::incrementAndGet), notified::incrementAndGet);
        }
        case Admission.RoomFull _, Admission.AlreadyConnected _ -> result.r1 = 0;
      }
    }

    @Arbiter
    public void after(III_Result result) {
      result.r2 = notified.get();
      result.r3 = directory.users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "released once")
  public static class ConcurrentReleasesOfOneSeat extends OneRoom {
    private final Seat seat;

    public ConcurrentReleasesOfOneSeat() {
      super(2);
      seat = seat(ALICE);
    }

    @Actor
    public void first() {
      directory.release(seat);
    }

    @Actor
    public void second() {
      directory.release(seat);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = directory.users("plaza");
      result.r2 = directory.rooms();
    }
  }
}
