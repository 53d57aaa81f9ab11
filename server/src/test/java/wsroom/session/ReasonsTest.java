package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.CloseReason.BACKLOG_OVERFLOW;
import static wsroom.session.CloseReason.CONNECTION_LOST;
import static wsroom.session.CloseReason.IDENTITY_EXPIRED;
import static wsroom.session.CloseReason.MESSAGE_TOO_BIG;
import static wsroom.session.CloseReason.NO_PROGRESS;
import static wsroom.session.Packets.kicked;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.logging.LogLines;
import wsroom.websocket.ServerFrames.Close;

/// The reason of an end in close frames, kicks, events and the log.
class ReasonsTest {
  private final LogLines warnings = LogLines.of(Session.class.getName());
  private final Relay relay =
      Relay.with(RelaySettings.builder().backlogLimitBytes(200_000).build());

  @AfterEach
  void closes() {
    warnings.close();
  }

  @Test
  void expiredIdentityIsNamedToTheClientAndInTheEvents() {
    Client eve = relay.client("eve").identifies();
    eve.next();
    eve.sendsChain("expired")
        .hears(kicked("this session has expired: sign in again"))
        .isClosedWith(IDENTITY_EXPIRED);

    assertThat(relay.events.lines())
        .containsExactly("#1 is rejected: this session has expired: sign in again");
    assertThat(relay.metrics.events()).contains("rejected expired", "kicked");
  }

  @Test
  void tooLongMessageHasTheFrameReadersTextEverywhere() {
    Client eve = relay.client("eve");
    eve.socket().sendsMessage(new byte[20_000]);

    eve.isClosedWith(new Close(1009, "a message of more than 16448 bytes"), MESSAGE_TOO_BIG);
    assertThat(relay.events.lines())
        .containsExactly("#1 is rejected: a message of more than 16448 bytes");
  }

  @Test
  void lostConnectionIsCode1006WhichIsNeverSent() {
    Client eve = relay.client("eve").joins();
    eve.socket().isCutOff();
    relay.settles();

    assertThat(CONNECTION_LOST.code()).isEqualTo(1006);
    assertThat(relay.metrics.ended(CONNECTION_LOST)).isEqualTo(1);
    assertThat(eve.socket().heard()).noneMatch(Close.class::isInstance);
  }

  @Test
  void backlogOverflowIsLoggedWithItsSize() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    eve.socket().readsNothing();
    for (int i = 0; i < 21; i++) {
      bob.says("x".repeat(10_000));
      relay.passes(Duration.ofMillis(20));
    }

    assertThat(relay.metrics.ended(BACKLOG_OVERFLOW)).isEqualTo(1);
    assertThat(warnings.wholeLines()).hasSize(1);
    assertThat(warnings.wholeLines().getFirst())
        .startsWith("slow consumer closed with 1013")
        .contains("room=\"plaza\"", "address=\"" + eve.address() + "\"", "session=\"2\"")
        .contains("reason=\"backlog_overflow\"", "secondsWithoutProgress=\"0\"");
    assertThat(warnings.events().getFirst().getLevel()).isEqualTo(Level.WARN);
    assertThat(backlogBytes(warnings.wholeLines().getFirst())).isBetween(180_000L, 200_000L);
  }

  @Test
  void peerWithoutProgressIsLoggedWithItsDuration() {
    Client bob = relay.client("bob").joins();
    Client eve = relay.client("eve").joins();
    eve.socket().readsNothing();
    for (int second = 0; second < 11; second++) {
      eve.says("I talk");
      bob.says("on");
      relay.passes(Duration.ofSeconds(1));
    }
    eve.socket().readsEverything();
    relay.settles();

    assertThat(relay.metrics.ended(NO_PROGRESS)).isEqualTo(1);
    assertThat(eve.socket().heard())
        .last()
        .isEqualTo(new Close(1013, "reads too slowly: no progress in time"));
    assertThat(warnings.wholeLines()).hasSize(1);
    assertThat(warnings.wholeLines().getFirst())
        .contains("reason=\"no_progress\"", "secondsWithoutProgress=\"10\"");
    assertThat(backlogBytes(warnings.wholeLines().getFirst())).isBetween(1L, 1_000L);
  }

  @Test
  void disconnectBeforeTheWelcomeIsNoRejection() {
    relay.client("eve").leaves();
    Client bob = relay.client("bob").identifies();
    bob.next();
    bob.socket().isCutOff();
    relay.settles();

    assertThat(relay.events.lines()).isEmpty();
    assertThat(relay.metrics.ended(CloseReason.CLOSED_BY_PEER)).isEqualTo(1);
    assertThat(relay.metrics.ended(CONNECTION_LOST)).isEqualTo(1);
  }

  @Test
  void pendingBatchIsFlushedBeforeTheseReasons() {
    assertThat(List.of(CloseReason.values()).stream().filter(CloseReason::flushesFirst))
        .containsExactlyInAnyOrder(
            MESSAGE_TOO_BIG,
            CloseReason.MALFORMED_PACKET,
            CloseReason.BANNED,
            CloseReason.KICKED,
            CloseReason.ROOM_CLOSED,
            CloseReason.TAKEN_OVER,
            CloseReason.SHUTDOWN);
  }

  private static long backlogBytes(String line) {
    Matcher found = Pattern.compile("backlogBytes=\"([0-9]+)\"").matcher(line);
    assertThat(found.find()).as(line).isTrue();
    return Long.parseLong(found.group(1));
  }
}
