package wsroom.http.pages;

import java.io.StringWriter;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The facts that the pages get from the settings. All of them are public.
///
/// @param realm the realm's name, if this server describes one
/// @param realmRoom the room of that realm
/// @param publicUrl of this server, such as `wss://rooms.example.org`; if empty, the pages use
///     their own host
/// @param version of this build
/// @param commit that it was built from, or `unknown`
/// @param tokens `off`, `optional` or `required`: whether rooms take an access token
/// @param metricsPath the path of the metrics, with a leading slash
/// @param healthIsPublic whether this port serves the health pages
/// @param metricsAreOpen whether this port serves the metrics, and without a token
public record PageFacts(
    Optional<String> realm,
    Optional<String> realmRoom,
    Optional<String> publicUrl,
    String version,
    String commit,
    String tokens,
    String metricsPath,
    boolean healthIsPublic,
    boolean metricsAreOpen) {
  private static final JsonFactory JSON = new JsonFactory();

  /// As JSON, escaped for the value of an attribute in double quotes.
  String forAttribute() {
    return json()
        .replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  private String json() {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      realm.ifPresent(name -> json.writeStringProperty("realm", name));
      realmRoom.ifPresent(room -> json.writeStringProperty("realmRoom", room));
      publicUrl.ifPresent(url -> json.writeStringProperty("publicUrl", url));
      json.writeStringProperty("version", version);
      json.writeStringProperty("commit", commit);
      json.writeStringProperty("tokens", tokens);
      json.writeStringProperty("metricsPath", metricsPath);
      json.writeBooleanProperty("healthIsPublic", healthIsPublic);
      json.writeBooleanProperty("metricsAreOpen", metricsAreOpen);
      json.writeEndObject();
    }
    return text.toString();
  }
}
