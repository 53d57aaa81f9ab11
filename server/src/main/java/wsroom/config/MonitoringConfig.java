package wsroom.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// What the server says of itself.
///
/// @param version what the status page gives as version
/// @param commitHash what the status page and the metrics give as commit
/// @param metricsPath where the metrics are, beginning with a slash
/// @param metricsToken what reading the metrics takes, if anything
public record MonitoringConfig(
    String version, String commitHash, String metricsPath, Optional<Secret> metricsToken) {
  private static final Pattern LABEL = Pattern.compile("[\\p{Graph}&&[^\"\\\\]]{1,100}");

  /// None of the server's other pages.
  private static final Pattern PATH =
      Pattern.compile(
          "(?!/(status|about|events)$)(?!/(rooms|mini-comms|get-comms-adapter|health|admin|play|web)/)"
              + "(/[0-9A-Za-z._~-]+)+");

  private static final Pattern TOKEN = Pattern.compile("\\p{Graph}+");

  static MonitoringConfig read(SettingsReader settings) {
    settings.group("Monitoring");
    return new MonitoringConfig(
        settings.text(
            "CURRENT_VERSION",
            "unknown",
            LABEL,
            "1 to 100 letters, digits and signs",
            "Version that `/status` reports"),
        settings.text(
            "COMMIT_HASH",
            "unknown",
            LABEL,
            "1 to 100 letters, digits and signs",
            "Commit that `/status` and the metrics report"),
        settings.text(
            "WKC_METRICS_PUBLIC_PATH",
            "/metrics",
            PATH,
            "a path such as /metrics, and of no other page",
            "Where the metrics are"),
        settings.secret(
            "WKC_METRICS_BEARER_TOKEN",
            TOKEN,
            "letters, digits and signs without spaces",
            "Token that reading the metrics takes; without it anyone may read them"));
  }
}
