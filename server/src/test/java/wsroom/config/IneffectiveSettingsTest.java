package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Settings that are set without effect.
class IneffectiveSettingsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @CsvSource({
    "INTERNAL_HOST, 192.0.2.1, INTERNAL_PORT is not set",
    "WS_ROOM_SERVICE_SECRET, " + SECRET + ", ACCESS_TOKENS is off",
    "ACCESS_TOKEN_SECONDS, 30, ACCESS_TOKENS is off",
    "REALM_ROOM, plaza, REALM_NAME is not set",
    "CONTENT_URL, http://localhost/content, REALM_NAME is not set",
    "LAMBDAS_URL, http://localhost/lambdas, REALM_NAME is not set",
    "SCENES_URN, urn:decentraland:entity:x, REALM_NAME is not set",
    "MAX_ISLAND_SIZE, 50, ARCHIPELAGO_TRANSPORT_REGISTRATION_URL is not set",
    "ANNOUNCER_NAME, Crew, no token of operators is set",
    "EVENTS_KEPT, 100, no token of operators and no webhook is set",
    "WEBHOOK_TOPICS, peer, WEBHOOK_URLS is not set"
  })
  void ineffectiveSettingGivesAHint(String setting, String value, String why) {
    assertThat(hints(Map.of(setting, value))).containsExactly(setting + " has no effect: " + why);
  }

  @Test
  void effectiveSettingGivesNoHint() {
    assertThat(
            hints(
                Map.of(
                    "ACCESS_TOKENS", "required",
                    "WS_ROOM_SERVICE_SECRET", SECRET,
                    "ACCESS_TOKEN_SECONDS", "30",
                    "REALM_NAME", "meadow",
                    "REALM_ROOM", "plaza",
                    "CONTENT_URL", "http://localhost/content",
                    "ADMIN_TOKEN", "a-token-of-some-length",
                    "EVENTS_KEPT", "100")))
        .isEmpty();
  }

  private static List<String> hints(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case ConfigReading.Valid(var _, List<String> hints) -> hints;
      case ConfigReading.Invalid wrong -> throw new AssertionError(wrong);
    };
  }
}
