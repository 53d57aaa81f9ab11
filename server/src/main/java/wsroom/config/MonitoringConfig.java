package wsroom.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// Version labels and metrics.
///
/// @param version for the status page and the metrics, in place of the build's
/// @param commitHash the commit, in place of the build's
/// @param metricsPath the path of the metrics, with a leading slash
/// @param metricsToken the bearer token for the metrics, if one is required
/// @param statusNamesRooms whether the status page lists rooms by name
public record MonitoringConfig(
    Optional<String> version,
    Optional<String> commitHash,
    String metricsPath,
    Optional<Secret> metricsToken,
    boolean statusNamesRooms) {
  /// The label if neither the settings nor the build have a value.
  public static final String UNKNOWN = "unknown";

  private static final String ALLOWED = "1 to 100 letters, digits and signs";
  private static final Pattern LABEL = Pattern.compile("[\\p{Graph}&&[^\"\\\\]]{1,100}");

  /// A path that is not one of the server's other pages.
  private static final Pattern PATH =
      Pattern.compile(
          "(?!/(status|about|events)$)(?!/(rooms|mini-comms|get-comms-adapter|health|admin|play|web)/)"
              + "(/[0-9A-Za-z._~-]+)+");

  private static final Pattern TOKEN = Pattern.compile("\\p{Graph}+");

  /// The same, with the build's version and commit where the settings name none.
  public MonitoringConfig ofBuild(String builtVersion, String builtCommit) {
    return new MonitoringConfig(
        Optional.of(version.orElse(builtVersion)),
        Optional.of(commitHash.orElse(builtCommit)),
        metricsPath,
        metricsToken,
        statusNamesRooms);
  }

  static MonitoringConfig read(SettingsReader settings) {
    settings.group("Monitoring");
    return new MonitoringConfig(
        settings.optionalText(
            "CURRENT_VERSION",
            LABEL,
            ALLOWED,
            "Version that `/status` and the metrics report; the build's if not set"),
        settings.optionalText(
            "COMMIT_HASH",
            LABEL,
            ALLOWED,
            "Commit that `/status` and the metrics report; the build's if not set"),
        settings.text(
            "WKC_METRICS_PUBLIC_PATH",
            "/metrics",
            PATH,
            "a path such as /metrics, and of no other page",
            "Path of the metrics"),
        settings.secret(
            "WKC_METRICS_BEARER_TOKEN",
            TOKEN,
            "letters, digits and signs without spaces",
            "Bearer token for the metrics; without it anyone may read them"),
        settings.choice(
                "STATUS_ROOMS",
                Switch.ON,
                "Whether `/status` lists rooms by name; with `off` it only counts rooms and users")
            == Switch.ON);
  }
}
