package wsroom.room.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.websocket.FakeIoThreads;

/// The authority of a server that is alone.
class LocalRoomAuthorityTest extends RoomAuthorityContract {
  private final FakeIoThreads threads = FakeIoThreads.inOrder(1);

  @Override
  RoomAuthority authority(
      FakeIoThreads ignored, int seats, DuplicatePolicy policy, DuplicateScope scope) {
    return new LocalRoomAuthority(seats, policy, scope, new AliasSource());
  }

  @Test
  void censusDoesNotWaitForAdmissions() throws Exception {
    RoomAuthority authority =
        authority(threads, 2, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.ROOM);
    RecordedHolder alice = new RecordedHolder(authority, threads, 0, "plaza", "0xa", true);
    assertThat(alice.hears()).containsExactly("granted");

    synchronized (authority) {
      Census census =
          CompletableFuture.supplyAsync(authority.here()::census).get(10, TimeUnit.SECONDS);
      assertThat(census).isEqualTo(new Census(1, List.of(new Census.RoomCount("plaza", 1))));
    }
  }

  @Test
  void requestWithoutAnAliasLeftIsDenied() {
    RoomAuthority authority =
        new LocalRoomAuthority(
            5, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.ROOM, ExhaustedAliases.after(1));
    assertThat(new RecordedHolder(authority, threads, 0, "plaza", "0xa", true).hears())
        .containsExactly("granted");
    RecordedHolder last = new RecordedHolder(authority, threads, 0, "plaza", "0xb", true);

    assertThat(last.hears()).containsExactly("out_of_aliases");
    last.releases();
    assertThat(authority.here().users("plaza")).isEqualTo(1);
  }
}
