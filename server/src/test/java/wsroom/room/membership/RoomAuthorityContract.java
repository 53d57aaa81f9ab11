package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.websocket.FakeIoThreads;

/// The contract of [RoomAuthority], which each implementation passes.
abstract class RoomAuthorityContract {
  private static final String ALICE = "0x" + "a".repeat(40);
  private static final String BOB = "0x" + "b".repeat(40);
  private static final String EVE = "0x" + "e".repeat(40);

  private FakeIoThreads threads = FakeIoThreads.inOrder(2);

  /// An authority whose calls and answers are all run by these threads.
  abstract RoomAuthority authority(
      FakeIoThreads threads, int seats, DuplicatePolicy policy, DuplicateScope scope);

  private RoomAuthority authority(int seats) {
    return authority(threads, seats, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER);
  }

  private RecordedHolder requests(RoomAuthority authority, String roomId, String address) {
    return new RecordedHolder(authority, threads, 0, roomId, address, true);
  }

  /// A session on another thread, which is slow to leave.
  private RecordedHolder stays(RoomAuthority authority, String roomId, String address) {
    return new RecordedHolder(authority, threads, 1, roomId, address, false);
  }

  private SeatPreview preview(RoomAuthority authority, String roomId, String address) {
    var preview = authority.preview(roomId, address);
    threads.runAll();
    return preview.join();
  }

  @Test
  void freeSeatIsGrantedWithAnAliasOfItsOwn() {
    RoomAuthority authority = authority(2);
    RecordedHolder alice = requests(authority, "plaza", ALICE);
    RecordedHolder bob = requests(authority, "plaza", BOB);

    assertThat(alice.hears()).containsExactly("granted");
    assertThat(bob.hears()).containsExactly("granted");
    assertThat(alice.alias()).isPositive().isNotEqualTo(bob.alias());
    assertThat(alice.lease().roomId()).isEqualTo("plaza");
    assertThat(alice.lease().address()).isEqualTo(ALICE);
  }

  @Test
  void fullRoomDeniesUntilALeaseIsReleased() {
    RoomAuthority authority = authority(1);
    RecordedHolder alice = requests(authority, "plaza", ALICE);
    assertThat(alice.hears()).containsExactly("granted");
    assertThat(preview(authority, "plaza", BOB))
        .isEqualTo(new SeatPreview(false, Optional.of(Denial.ROOM_FULL)));
    RecordedHolder bob = requests(authority, "plaza", BOB);
    assertThat(bob.hears()).containsExactly("room_full");
    bob.releases();
    assertThat(requests(authority, "park", BOB).hears()).containsExactly("granted");

    alice.releases();
    alice.releases();
    assertThat(requests(authority, "plaza", EVE).hears()).containsExactly("granted");
    assertThat(requests(authority, "plaza", BOB).hears()).containsExactly("room_full");
  }

  @ParameterizedTest
  @EnumSource(DuplicateScope.class)
  void takeoverIsRevokedReleasedGrantedInThisOrder(DuplicateScope scope) {
    RoomAuthority authority = authority(threads, 1, DuplicatePolicy.KICK_PREVIOUS, scope);
    RecordedHolder before = stays(authority, "plaza", EVE);
    assertThat(before.hears()).containsExactly("granted");
    assertThat(preview(authority, "plaza", EVE)).isEqualTo(new SeatPreview(true, Optional.empty()));
    RecordedHolder after = requests(authority, "plaza", EVE);

    assertThat(after.hears()).as("while the previous session stays").isEmpty();
    assertThat(before.hears()).containsExactly("revoked");
    assertThat(authority.here().users("plaza")).isEqualTo(1);
    before.releases();
    assertThat(after.hears()).containsExactly("granted");
    assertThat(after.epoch()).isGreaterThan(before.epoch());
    assertThat(after.alias()).isNotEqualTo(before.alias());
    assertThat(authority.here().users("plaza")).isEqualTo(1);
    assertThat(before.hears()).isEmpty();
  }

  @Test
  void takeoverFromAnotherRoomNeedsASeatThere() {
    RoomAuthority authority = authority(1);
    RecordedHolder plaza = requests(authority, "plaza", EVE);
    assertThat(plaza.hears()).containsExactly("granted");
    assertThat(requests(authority, "park", BOB).hears()).containsExactly("granted");

    assertThat(requests(authority, "park", EVE).hears()).containsExactly("room_full");
    assertThat(plaza.hears()).as("the session that stays").isEmpty();
    assertThat(requests(authority, "cave", EVE).hears()).containsExactly("granted");
    assertThat(plaza.hears()).containsExactly("revoked");
    assertThat(authority.here().users("plaza")).isZero();
  }

  @Test
  void scopeOfARoomKeepsASessionInEachRoom() {
    RoomAuthority authority =
        authority(threads, 1, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.ROOM);
    RecordedHolder plaza = requests(authority, "plaza", EVE);
    assertThat(plaza.hears()).containsExactly("granted");

    assertThat(preview(authority, "park", EVE)).isEqualTo(new SeatPreview(false, Optional.empty()));
    assertThat(requests(authority, "park", EVE).hears()).containsExactly("granted");
    assertThat(plaza.hears()).isEmpty();
  }

  @Test
  void rejectNewKeepsThePreviousSession() {
    RoomAuthority authority =
        authority(threads, 2, DuplicatePolicy.REJECT_NEW, DuplicateScope.SERVER);
    RecordedHolder before = requests(authority, "plaza", EVE);
    assertThat(before.hears()).containsExactly("granted");
    assertThat(preview(authority, "park", EVE)).isEqualTo(new SeatPreview(true, Optional.empty()));
    RecordedHolder after = requests(authority, "park", EVE);

    assertThat(after.hears()).containsExactly("already_connected");
    after.releases();
    assertThat(before.hears()).isEmpty();
    before.releases();
    assertThat(requests(authority, "park", EVE).hears()).containsExactly("granted");
  }

  /// The session before it still uses the seat that both share.
  @Test
  void leaseReleasedBeforeItsGrantKeepsTheSeatUntilThePreviousOneIsReleased() {
    RoomAuthority authority = authority(1);
    RecordedHolder before = stays(authority, "plaza", EVE);
    assertThat(before.hears()).containsExactly("granted");
    RecordedHolder gone = requests(authority, "plaza", EVE);
    assertThat(gone.hears()).isEmpty();
    gone.releases();

    assertThat(requests(authority, "plaza", BOB).hears()).containsExactly("room_full");
    before.releases();
    assertThat(gone.hears()).isEmpty();
    assertThat(requests(authority, "plaza", BOB).hears()).containsExactly("granted");
  }

  @Test
  void thirdSessionOfAnAddressWaitsForTheFirst() {
    RoomAuthority authority = authority(1);
    RecordedHolder first = stays(authority, "plaza", EVE);
    assertThat(first.hears()).containsExactly("granted");
    RecordedHolder second = requests(authority, "plaza", EVE);
    assertThat(second.hears()).isEmpty();
    RecordedHolder third = requests(authority, "plaza", EVE);

    assertThat(second.hears()).containsExactly("revoked");
    assertThat(third.hears()).as("while the first session stays").isEmpty();
    first.releases();
    assertThat(third.hears()).containsExactly("granted");
    assertThat(second.hears()).isEmpty();
  }

  @Test
  void censusCountsLeasesByRoom() {
    RoomAuthority authority = authority(2);
    RecordedHolder alice = requests(authority, "plaza", ALICE);
    RecordedHolder bob = requests(authority, "plaza", BOB);
    RecordedHolder eve = requests(authority, "park", EVE);
    threads.runAll();
    for (RoomCensus census : List.of(authority.here(), authority.everywhere())) {
      assertThat(census.census().rooms())
          .containsExactlyInAnyOrder(
              new Census.RoomCount("plaza", 2), new Census.RoomCount("park", 1));
      assertThat(census.census().users()).isEqualTo(3);
      assertThat(census.users()).isEqualTo(3);
      assertThat(census.rooms()).isEqualTo(2);
      assertThat(census.users("plaza")).isEqualTo(2);
      assertThat(census.users("cave")).isZero();
      assertThat(census.hasFreeSeat("plaza")).isFalse();
      assertThat(census.hasFreeSeat("park")).isTrue();
    }
    assertThat(authority.addressesHere()).containsExactlyInAnyOrder(ALICE, BOB, EVE);
    List.of(alice, bob, eve).forEach(RecordedHolder::releases);
    threads.runAll();

    assertThat(authority.here().census()).isEqualTo(new Census(0, List.of()));
    assertThat(authority.everywhere().census()).isEqualTo(new Census(0, List.of()));
    assertThat(authority.addressesHere()).isEmpty();
  }

  /// Random requests and releases: never more grants than seats, never two of an address at once,
  /// no alias twice, every request answered, nothing left.
  @Test
  void noInterleavingGrantsASeatOrAnAddressTwice() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      threads = FakeIoThreads.interleavedBy(random, 2);
      DuplicateScope scope = List.of(DuplicateScope.values()).get(random.nextInt(2));
      RoomAuthority authority =
          authority(threads, 2, List.of(DuplicatePolicy.values()).get(random.nextInt(2)), scope);
      Crowd crowd = new Crowd(authority, random, scope, "seed " + seed);
      for (int step = 0; step < 150; step++) {
        crowd.acts();
        crowd.isConsistent();
      }
      crowd.leaves();
    }
  }

  private final class Crowd {
    private final RoomAuthority authority;
    private final Random random;
    private final DuplicateScope scope;
    private final String run;
    private final List<RecordedHolder> holders = new ArrayList<>();
    private final Map<RecordedHolder, String> state = new HashMap<>();
    private final List<Integer> aliases = new ArrayList<>();

    Crowd(RoomAuthority authority, Random random, DuplicateScope scope, String run) {
      this.authority = authority;
      this.random = random;
      this.scope = scope;
      this.run = run;
    }

    void acts() {
      int choice = random.nextInt(4);
      if (choice == 0 || holders.isEmpty()) {
        String address = List.of(ALICE, BOB, EVE).get(random.nextInt(3));
        String room = random.nextBoolean() ? "plaza" : "park";
        holders.add(
            new RecordedHolder(authority, threads, random.nextInt(2), room, address, false));
        state.put(holders.getLast(), "");
      } else if (choice == 1) {
        RecordedHolder leaving = holders.remove(random.nextInt(holders.size()));
        state.remove(leaving);
        leaving.releases();
      } else {
        for (int i = random.nextInt(5); i > 0; i--) {
          threads.step();
        }
      }
    }

    void isConsistent() {
      Map<String, Integer> members = new HashMap<>();
      List<String> keys = new ArrayList<>();
      for (RecordedHolder holder : holders) {
        if (holder.alias() > 0) {
          members.merge(holder.lease().roomId(), 1, Integer::sum);
          keys.add(
              holder.lease().address()
                  + (scope == DuplicateScope.ROOM ? holder.lease().roomId() : ""));
          if (!aliases.contains(holder.alias())) {
            aliases.add(holder.alias());
          }
        }
      }
      assertThat(members.values()).as(run).allMatch(count -> count <= 2);
      assertThat(keys).as(run).doesNotHaveDuplicates();
      assertThat(aliases).as(run).doesNotHaveDuplicates();
    }

    void leaves() {
      for (RecordedHolder holder : holders) {
        holder.releases();
      }
      threads.runAll();
      assertThat(authority.here().census()).as(run).isEqualTo(new Census(0, List.of()));
      assertThat(authority.addressesHere()).as(run).isEmpty();
    }
  }
}
