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

/// What two I/O threads may do to the seats of a room at the same moment, and all that may come of
/// it. jcstress tries each again and again; see [SharedStateTest].
public final class SeatsUnderStress {
  private static final String ALICE = "0x" + "a".repeat(40);
  private static final String BOB = "0x" + "b".repeat(40);

  private SeatsUnderStress() {}

  /// Seats of one room, and how an admission ended: 1 with a seat, 0 without.
  abstract static class OneRoom {
    final PeerDirectory directory;

    OneRoom(int seats) {
      directory = new PeerDirectory(seats, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER);
    }

    final Seat taken(String address) {
      return switch (admit(address)) {
        case Admission.Admitted(Seat seat, var _) -> seat;
        case Admission.RoomFull _, Admission.AlreadyConnected _ ->
            throw new IllegalStateException("the room was empty");
      };
    }

    final Admission admit(String address) {
      return directory.admit("plaza", address, () -> {});
    }

    final int enters(String address) {
      return admit(address) instanceof Admission.Admitted ? 1 : 0;
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Alice has the last seat")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Bob has the last seat")
  public static class TwoForTheLastSeat extends OneRoom {
    public TwoForTheLastSeat() {
      super(1);
    }

    @Actor
    public void alice(III_Result result) {
      result.r1 = enters(ALICE);
    }

    @Actor
    public void bob(III_Result result) {
      result.r2 = enters(BOB);
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
  public static class TwoSessionsOfOneAddress extends OneRoom {
    public TwoSessionsOfOneAddress() {
      super(1);
    }

    @Actor
    public void first(III_Result result) {
      result.r1 = beforeMe();
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = beforeMe();
    }

    @Arbiter
    public void after(III_Result result) {
      result.r3 = directory.users();
    }

    /// Whether there was a session to take over from: 0 or 1, or 9 without a seat.
    private int beforeMe() {
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
  public static class OneLeavesAsAnotherComes extends OneRoom {
    private final Seat seat;

    public OneLeavesAsAnotherComes() {
      super(1);
      seat = taken(ALICE);
    }

    @Actor
    public void aliceLeaves() {
      directory.release(seat);
    }

    @Actor
    public void bobComes(II_Result result) {
      result.r1 = enters(BOB);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r2 = directory.users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "in, told once that the old one left")
  public static class OneComesBackAsItLeaves extends OneRoom {
    private final Seat seat;
    private final AtomicInteger told = new AtomicInteger();

    public OneComesBackAsItLeaves() {
      super(1);
      seat = taken(ALICE);
    }

    @Actor
    public void leaves() {
      directory.release(seat);
    }

    @Actor
    public void comesBack(III_Result result) {
      switch (admit(ALICE)) {
        case Admission.Admitted(Seat _, var previous) -> {
          result.r1 = 1;
          previous.ifPresentOrElse(
              old -> old.whenLeft(told::incrementAndGet), told::incrementAndGet);
        }
        case Admission.RoomFull _, Admission.AlreadyConnected _ -> result.r1 = 0;
      }
    }

    @Arbiter
    public void after(III_Result result) {
      result.r2 = told.get();
      result.r3 = directory.users("plaza");
    }
  }

  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "given back once, however often it is said")
  public static class OneLeavesTwice extends OneRoom {
    private final Seat seat;

    public OneLeavesTwice() {
      super(2);
      seat = taken(ALICE);
    }

    @Actor
    public void once() {
      directory.release(seat);
    }

    @Actor
    public void again() {
      directory.release(seat);
    }

    @Arbiter
    public void after(II_Result result) {
      result.r1 = directory.users("plaza");
      result.r2 = directory.rooms();
    }
  }
}
