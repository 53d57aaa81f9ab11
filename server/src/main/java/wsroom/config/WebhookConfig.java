package wsroom.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Events that are posted to other servers.
///
/// @param urls receivers; without any nothing is posted
/// @param secrets sign each request, one signature each
/// @param topics that are posted
public record WebhookConfig(List<URI> urls, List<Secret> secrets, Set<Topic> topics) {
  private static final int MAX_URLS = 8;

  static WebhookConfig read(SettingsReader settings) {
    settings.group("Webhooks");
    List<URI> urls =
        settings
            .find(
                settings.hidden(
                    "WEBHOOK_URLS",
                    "Where events are posted to, at most 8 URLs separated by commas. Each receives"
                        + " all chosen events in order, signed",
                    "",
                    "http or https URLs separated by commas"),
                WebhookConfig::urls)
            .orElse(List.of());
    List<Secret> secrets =
        Secret.list(
            settings,
            settings.hidden(
                "WEBHOOK_SECRET",
                "Secret that signs webhooks with HMAC-SHA256, at least 32 characters. With several,"
                    + " separated by commas, a request has a signature of each, for rotation",
                "",
                "secrets separated by commas"));
    settings.require(
        secrets.stream().allMatch(Secret::isLongEnoughForHs256),
        "WEBHOOK_SECRET must be of at least "
            + Secret.MIN_HS256_BYTES
            + " bytes (try: openssl rand -hex 32), was shorter (not shown)");
    settings.require(
        urls.isEmpty() || !secrets.isEmpty(),
        "WEBHOOK_SECRET must be set with WEBHOOK_URLS, so that receivers can tell who posts");
    Set<Topic> topics =
        settings.read(
            settings.plain(
                "WEBHOOK_TOPICS",
                "Topics that are posted: names, or their first parts, separated by commas",
                "",
                "room,peer",
                "topics such as peer.joined, peer or room"),
            Topic.namedByAny("room,peer").orElseThrow(),
            Topic::namedByAny);
    return new WebhookConfig(urls, secrets, topics);
  }

  private static Optional<List<URI>> urls(String text) {
    List<URI> urls = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<URI> url = WebUrl.parse(part.strip());
      if (url.isEmpty()) {
        return Optional.empty();
      }
      urls.add(url.get());
    }
    return urls.size() <= MAX_URLS ? Optional.of(List.copyOf(urls)) : Optional.empty();
  }
}
