package wsroom.config;

import java.util.List;
import java.util.stream.Stream;

/// Finds settings that are valid but have no effect because of another setting, so that the
/// operator gets a hint.
final class IneffectiveSettings {
  private IneffectiveSettings() {}

  /// Settings that require something else.
  ///
  /// @param holds whether it is present
  /// @param why it is absent, as the end of a sentence
  private record Need(boolean holds, String why, List<String> settings) {

    Stream<String> unmet(SettingsReader reader) {
      return holds
          ? Stream.empty()
          : settings.stream()
              .filter(reader::isSet)
              .map(setting -> setting + " has no effect: " + why);
    }
  }

  /// One line per setting.
  static List<String> among(SettingsReader reader, ServerConfig config) {
    return Stream.of(
            new Need(
                config.internal().isPresent(),
                "INTERNAL_PORT is not set",
                List.of("INTERNAL_HOST")),
            new Need(
                config.access().tokens() != AccessTokenUse.OFF,
                "ACCESS_TOKENS is off",
                List.of("WS_ROOM_SERVICE_SECRET", "ACCESS_TOKEN_SECONDS")),
            new Need(
                config.realm().isPresent(),
                "REALM_NAME is not set",
                List.of("REALM_ROOM", "CONTENT_URL", "LAMBDAS_URL", "SCENES_URN")),
            new Need(
                config.archipelago().isPresent(),
                "ARCHIPELAGO_TRANSPORT_REGISTRATION_URL is not set",
                List.of("MAX_ISLAND_SIZE")),
            new Need(
                config.cluster().isPresent(),
                "NATS_URL is not set",
                List.of(
                    "NATS_CREDENTIALS",
                    "NATS_USER",
                    "NATS_PASSWORD",
                    "NATS_TOKEN",
                    "NATS_CA",
                    "CLUSTER_NAME",
                    "NODE_ID",
                    "NODE_URL",
                    "NATS_OUTAGE")),
            new Need(
                config.admin().isOn(), "no token of operators is set", List.of("ANNOUNCER_NAME")),
            new Need(
                config.admin().isOn() || !config.webhooks().urls().isEmpty(),
                "no token of operators and no webhook is set",
                List.of("EVENTS_KEPT")),
            new Need(
                !config.webhooks().urls().isEmpty(),
                "WEBHOOK_URLS is not set",
                List.of("WEBHOOK_SECRET", "WEBHOOK_TOPICS")))
        .flatMap(need -> need.unmet(reader))
        .toList();
  }
}
