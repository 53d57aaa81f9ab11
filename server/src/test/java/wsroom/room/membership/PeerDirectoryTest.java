package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import wsroom.room.membership.PeerDirectory.DuplicatePolicy;
import wsroom.room.membership.PeerDirectory.DuplicateScope;

/// Admissions, releases and the counts of seats.
class PeerDirectoryTest {
  private final PeerDirectory directory =
      new PeerDirectory(2, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.ROOM);

  @Test
  void censusDoesNotWaitForAdmissions() throws Exception {
    admit("plaza", "0xa");
    admit("plaza", "0xb");
    admit("park", "0xa");

    synchronized (directory) {
      Census census = CompletableFuture.supplyAsync(directory::census).get(10, TimeUnit.SECONDS);
      assertThat(census.users()).isEqualTo(3);
      assertThat(census.rooms())
          .containsExactlyInAnyOrder(
              new Census.RoomCount("plaza", 2), new Census.RoomCount("park", 1));
    }
  }

  @Test
  void emptyRoomIsRemoved() {
    Seat seat = admit("plaza", "0xa");
    assertThat(directory.rooms()).isEqualTo(1);
    directory.release(seat);
    directory.release(seat);

    assertThat(directory.rooms()).isZero();
    assertThat(directory.users()).isZero();
    assertThat(directory.users("plaza")).isZero();
    assertThat(directory.census()).isEqualTo(new Census(0, List.of()));
  }

  @Test
  void fullRoomHasASeatOnlyForItsOwnMembers() {
    admit("plaza", "0xa");
    assertThat(directory.hasFreeSeat("plaza")).isTrue();
    Seat second = admit("plaza", "0xb");

    assertThat(second.roomId()).isEqualTo("plaza");
    assertThat(second.address()).isEqualTo("0xb");
    assertThat(directory.users("plaza")).isEqualTo(2);
    assertThat(directory.hasFreeSeat("plaza")).isFalse();
    assertThat(directory.hasFreeSeat("park")).isTrue();
    assertThat(directory.hasSeatFor("plaza", "0xa")).isTrue();
    assertThat(directory.hasSeatFor("plaza", "0xc")).isFalse();
    assertThat(directory.admit("plaza", "0xc", () -> {})).isEqualTo(new Admission.RoomFull());
    directory.release(second);
    assertThat(directory.hasSeatFor("plaza", "0xc")).isTrue();
  }

  @Test
  void releaseOfASeatThatWasTakenOverFreesNoSeat() {
    Seat first = admit("plaza", "0xa");
    Seat second = admit("plaza", "0xa");
    assertThat(directory.users()).isEqualTo(1);
    directory.release(first);
    assertThat(directory.users()).isEqualTo(1);
    assertThat(directory.isConnected("plaza", "0xa")).isTrue();
    directory.release(second);

    assertThat(directory.users()).isZero();
    assertThat(directory.isConnected("plaza", "0xa")).isFalse();
  }

  private Seat admit(String roomId, String address) {
    return switch (directory.admit(roomId, address, () -> {})) {
      case Admission.Admitted(Seat seat, var _) -> seat;
      case Admission other -> throw new AssertionError("not admitted: " + other);
    };
  }
}
