package wsroom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks responses against the served OpenAPI document.
public final class Description {
  private static final String HOME = "https://ws-room.test/openapi.json";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private final JsonNode document;
  private final SchemaRegistry schemas;

  public Description(String text) {
    document = JsonMapper.shared().readTree(text);
    schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(HOME, text)));
  }

  /// Each operation, as method and path.
  public Set<String> routes() {
    var routes = new TreeSet<String>();
    for (var path : document.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        assertThat(METHODS).contains(method);
        routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return routes;
  }

  /// Whether a response is described for an operation.
  public void holds(String method, String path, int status, String body) {
    String what = method + " " + path + " answers " + status + " " + body;
    String place =
        "/paths/%s/%s/responses/%d/content/application~1json/schema"
            .formatted(path.replace("/", "~1"), method.toLowerCase(Locale.ROOT), status);
    assertThat(document.at(place).isMissingNode()).as("nobody says that %s", what).isFalse();
    holdsAt(place, body, what);
  }

  /// Whether an object is as the schema of that name describes it.
  public void holdsFor(String schema, String object) {
    holdsAt("/components/schemas/" + schema, object, schema + " " + object);
  }

  private void holdsAt(String place, String body, String what) {
    String pointer = "#" + place.replace("{", "%7B").replace("}", "%7D");
    assertThat(
            schemas
                .getSchema(SchemaLocation.of(HOME + pointer))
                .validate(
                    body,
                    InputFormat.JSON,
                    context ->
                        context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as(what)
        .isEmpty();
  }
}
