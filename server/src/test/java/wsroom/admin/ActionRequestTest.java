package wsroom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRequestTest {

  @Test
  void bodyHasReasonAndDuration() throws InvalidRequestException {
    assertThat(read("{\"reason\":\" spam \",\"durationSeconds\":60}"))
        .isEqualTo(new ActionRequest("spam", Optional.of(Duration.ofMinutes(1)), false));
    assertThat(read("{\"keepPeers\":true,\"reason\":\"új kiadás\"}"))
        .isEqualTo(new ActionRequest("új kiadás", Optional.empty(), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "\"spam\"",
        "{\"reason\":\"\"}",
        "{\"reason\":\"  \"}",
        "{\"reason\":7}",
        "{\"reason\":null}",
        "{\"reason\":\"a\\nb\"}",
        "{\"reason\":\"spam\"",
        "{\"reason\":\"spam\"} {}",
        "{\"reason\":\"spam\",\"reason\":\"ham\"}",
        "{\"reason\":\"spam\",\"duration\":60}",
        "{\"reason\":\"spam\",\"durationSeconds\":0}",
        "{\"reason\":\"spam\",\"durationSeconds\":-1}",
        "{\"reason\":\"spam\",\"durationSeconds\":1.5}",
        "{\"reason\":\"spam\",\"durationSeconds\":\"60\"}",
        "{\"reason\":\"spam\",\"durationSeconds\":31536001}",
        "{\"reason\":\"spam\",\"durationSeconds\":99999999999999999999}",
        "{\"reason\":\"spam\",\"keepPeers\":1}",
      })
  void invalidBodyIsRejected(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void overlongNumberIsRejected() {
    assertThatThrownBy(
            () -> read("{\"reason\":\"spam\",\"durationSeconds\":" + "9".repeat(2000) + "}"))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\r\\n", "\\u0085", "\\u2028", "\\u2029"})
  void reasonWithLineBreakIsRejectedWithItsOwnText(String lineBreak) {
    assertThatThrownBy(() -> read("{\"reason\":\"spam" + lineBreak + "and more\"}"))
        .hasMessage("reason must be one line, without line breaks");
    assertThatThrownBy(() -> read("{\"reason\":\"spam\\u001b[2J\"}"))
        .hasMessage("reason must not contain control characters");
  }

  @Test
  void nullPropertyCountsAsAbsent() throws InvalidRequestException {
    assertThat(read("{\"reason\":\"spam\",\"durationSeconds\":null,\"keepPeers\":null}"))
        .isEqualTo(new ActionRequest("spam", Optional.empty(), false));
    assertThatThrownBy(() -> read("{\"reason\":null}")).hasMessage("reason is required");
  }

  @Test
  void reasonHasAtMost200Characters() throws InvalidRequestException {
    assertThat(read("{\"reason\":\"" + "x".repeat(200) + "\"}").reason()).hasSize(200);
    assertThatThrownBy(() -> read("{\"reason\":\"" + "x".repeat(201) + "\"}"))
        .hasMessage("reason must be a text of 1 to 200 characters");
  }

  private static ActionRequest read(String body) throws InvalidRequestException {
    return ActionRequest.read(body.getBytes(UTF_8));
  }
}
