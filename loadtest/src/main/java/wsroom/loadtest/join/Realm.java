package wsroom.loadtest.join;

import authchain.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.loadtest.client.ErrorBody;
import wsroom.loadtest.client.FailureText;
import wsroom.loadtest.client.ServerTrust;

/// Resolves a realm (ADR-110) to a room, directly or by a signed login (ADR-180).
public final class Realm {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String ROOM = "ws-room:";
  private static final String LOGIN = "signed-login:";
  private static final String FIXED = "fixed-adapter:";
  private static final String METADATA =
      "{\"intent\":\"dcl:explorer:comms-handshake\",\"signer\":\"dcl:explorer\",\"isGuest\":false}";

  private final String url;
  private final @Nullable ServerTrust trust;

  /// @param url such as `http://localhost:5000`
  /// @param trust certificates to trust; null for the system's
  public Realm(String url, @Nullable ServerTrust trust) {
    this.url = url.replaceFirst("/+$", "");
    this.trust = trust;
  }

  /// The result of resolving a realm.
  public sealed interface Answer {

    /// @param uri of a room; it may hold a token
    record Room(String uri) implements Answer {}

    /// @param why a message for the user
    record Rejected(String why) implements Answer {}
  }

  /// Whether a text is a realm or an adapter, not a room.
  public static boolean isNamedBy(String uri) {
    return uri.startsWith("http://")
        || uri.startsWith("https://")
        || uri.startsWith(FIXED)
        || uri.startsWith(LOGIN);
  }

  /// Resolves the realm's room, with a login where it is required.
  ///
  /// @throws IllegalArgumentException with a message for the user, if the URL is invalid
  public Answer room(Identity identity, Instant now) throws InterruptedException {
    var builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    if (trust != null) {
      builder.sslContext(trust.context());
    }
    try (HttpClient http = builder.build()) {
      if (url.startsWith(FIXED) || url.startsWith(LOGIN)) {
        return resolve(http, url, identity, now);
      }
      HttpResponse<String> about = ask(http, request(url + "/about").build());
      if (about.statusCode() != 200) {
        String hint = about.statusCode() == 404 ? "; is REALM_NAME set there?" : "";
        return new Answer.Rejected("/about answered " + describe(about) + hint);
      }
      Optional<String> adapter = adapter(about.body());
      return adapter.isPresent()
          ? resolve(http, adapter.get(), identity, now)
          : new Answer.Rejected("/about answered 200, but names no adapter for comms");
    } catch (IOException broken) {
      return new Answer.Rejected(
          "the realm " + url + " does not answer: " + FailureText.describe(broken));
    }
  }

  /// Resolves an adapter to a room.
  private Answer resolve(HttpClient http, String adapter, Identity identity, Instant now)
      throws IOException, InterruptedException {
    String known = adapter.startsWith(FIXED) ? adapter.substring(FIXED.length()) : adapter;
    if (known.startsWith(LOGIN)) {
      return logIn(http, known.substring(LOGIN.length()), identity, now);
    }
    return known.startsWith(ROOM)
        ? roomOf(known)
        : new Answer.Rejected(
            "the realm " + url + " leads to no room: its adapter is " + withoutQuery(adapter));
  }

  private static Answer logIn(HttpClient http, String login, Identity identity, Instant now)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(login).POST(BodyPublishers.noBody());
    identity
        .signedHeaders("post", URI.create(login).getRawPath(), now, METADATA)
        .forEach(request::header);
    HttpResponse<String> answer = ask(http, request.build());
    Optional<String> given =
        adapter(answer.body())
            .map(each -> each.startsWith(FIXED) ? each.substring(FIXED.length()) : each);
    if (given.isPresent() && given.get().startsWith(ROOM)) {
      return roomOf(given.get());
    }
    if (given.isPresent()) {
      return new Answer.Rejected(
          "the login leads to no room of this kind: its adapter is " + withoutQuery(given.get()));
    }
    String why = ErrorBody.of(answer.body());
    return new Answer.Rejected(
        "the login was refused: "
            + (answer.statusCode() == 200 && !why.isEmpty() ? why : describe(answer)));
  }

  /// `fixedAdapter` is what older clients read; `adapter` is what worlds send now.
  private static Optional<String> adapter(String json) {
    return property(json, "fixedAdapter").or(() -> property(json, "adapter"));
  }

  /// The status of a response, with its error text.
  private static String describe(HttpResponse<String> answer) {
    String why = ErrorBody.of(answer.body());
    return answer.statusCode() + (why.isEmpty() ? "" : " (" + why + ")");
  }

  /// Hides the query, which may hold a token.
  private static String withoutQuery(String adapter) {
    return adapter.replaceFirst("\\?.*", "?…");
  }

  /// `wss` is the default scheme.
  private static Answer roomOf(String adapter) {
    String uri = adapter.substring(ROOM.length());
    return new Answer.Room(uri.contains("://") ? uri : "wss://" + uri);
  }

  private static HttpRequest.Builder request(String url) {
    try {
      return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("not a URL: " + withoutQuery(url), wrong);
    }
  }

  private static HttpResponse<String> ask(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  /// The first string property of that name in a JSON document, at any depth.
  private static Optional<String> property(String json, String name) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING && name.equals(parser.currentName())) {
          return Optional.of(parser.getString());
        }
      }
      return Optional.empty();
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }
}
