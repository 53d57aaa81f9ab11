package wsroom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SayRequestTest {
  private long now;

  @Test
  void textIsReadWithoutSpaceAroundIt() throws InvalidRequestException {
    assertThat(read("{\"text\":\" Wartung um 12 \"}").text()).isEqualTo("Wartung um 12");
    assertThat(read("{\"text\":\"" + "x".repeat(500) + "\"}").text()).hasSize(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{}",
        "[]",
        "{\"text\":1}",
        "{\"text\":null}",
        "{\"text\":\"\"}",
        "{\"text\":\"  \"}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"text\":\"a\",\"reason\":\"b\"}",
        "{\"text\":\"a\"} {}",
        "{\"text\":\"a\\nb\"}",
        "{\"text\":\"a\\u2028b\"}",
        "{\"text\":\"a\\u0007b\"}",
        "{\"text\":\"\\u2410wave 1\"}",
        "{\"text\":\"\\u241117\"}",
        "{\"text\":\"\\u240617 0x1\"}"
      })
  void otherBodiesAreRejected(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void longTextIsRejected() {
    assertThatThrownBy(() -> read("{\"text\":\"" + "x".repeat(501) + "\"}"))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.why()).isEqualTo("text must be a text of 1 to 500 characters"));
  }

  @Test
  void announcementsAtOnceAreLimited() {
    SayLimit limit = new SayLimit(() -> now);
    for (int i = 0; i < SayLimit.MAX_AT_ONCE; i++) {
      assertThat(limit.take()).isTrue();
      now += Duration.ofMillis(100).toNanos();
    }
    assertThat(limit.take()).isFalse();
    now += Duration.ofSeconds(6).toNanos();
    assertThat(limit.take()).isTrue();
    assertThat(limit.take()).isFalse();
  }

  private static SayRequest read(String body) throws InvalidRequestException {
    return SayRequest.read(body.getBytes(UTF_8));
  }
}
