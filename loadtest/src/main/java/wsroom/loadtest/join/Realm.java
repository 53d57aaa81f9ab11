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
import wsroom.loadtest.client.Failure;
import wsroom.loadtest.client.RefusalText;
import wsroom.loadtest.client.ServerTrust;

/// A realm (ADR-110), which leads to a room: at once, or by a signed login (ADR-180).
public final class Realm {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String ROOM = "ws-room:";
  private static final String LOGIN = "signed-login:";
  private static final String FIXED = "fixed-adapter:";
  private static final String METADATA =
      "{\"intent\":\"dcl:explorer:comms-handshake\",\"signer\":\"dcl:explorer\",\"isGuest\":false}";

  private final String url;
  private final @Nullable ServerTrust trust;

  /// @param url such as `http://localhost:5000`
  /// @param trust which certificates are believed; null for those that the system knows
  public Realm(String url, @Nullable ServerTrust trust) {
    this.url = url.replaceFirst("/+$", "");
    this.trust = trust;
  }

  /// What a realm says to who wants to come in.
  public sealed interface Answer {

    /// @param uri of a room, which may carry a token
    record Room(String uri) implements Answer {}

    /// @param why words for a person
    record Refused(String why) implements Answer {}
  }

  /// Whether a text names a realm, or what a realm's adapter may lead to, and not a room.
  public static boolean isNamedBy(String uri) {
    return uri.startsWith("http://")
        || uri.startsWith("https://")
        || uri.startsWith(FIXED)
        || uri.startsWith(LOGIN);
  }

  /// Asks for the realm's room, and logs in where that takes a login.
  ///
  /// @throws IllegalArgumentException with a sentence for the user, if the URL is none
  public Answer room(Identity identity, Instant now) throws InterruptedException {
    var builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if (trust != null) {
      builder.sslContext(trust.context());
    }
    try (HttpClient http = builder.build()) {
      if (url.startsWith(FIXED) || url.startsWith(LOGIN)) {
        return follow(http, url, identity, now);
      }
      HttpResponse<String> about = ask(http, request(url + "/about").build());
      if (about.statusCode() != 200) {
        String hint = about.statusCode() == 404 ? "; is REALM_NAME set there?" : "";
        return new Answer.Refused("/about answered " + said(about) + hint);
      }
      Optional<String> adapter = adapter(about.body());
      return adapter.isPresent()
          ? follow(http, adapter.get(), identity, now)
          : new Answer.Refused("/about answered 200, but names no adapter for comms");
    } catch (IOException broken) {
      return new Answer.Refused("the realm " + url + " does not answer: " + Failure.words(broken));
    }
  }

  /// Where a realm's adapter leads.
  private Answer follow(HttpClient http, String adapter, Identity identity, Instant now)
      throws IOException, InterruptedException {
    String known = adapter.startsWith(FIXED) ? adapter.substring(FIXED.length()) : adapter;
    if (known.startsWith(LOGIN)) {
      return logIn(http, known.substring(LOGIN.length()), identity, now);
    }
    return known.startsWith(ROOM)
        ? roomOf(known)
        : new Answer.Refused(
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
      return new Answer.Refused(
          "the login leads to no room of this kind: its adapter is " + withoutQuery(given.get()));
    }
    String why = RefusalText.of(answer.body());
    return new Answer.Refused(
        "the login was refused: "
            + (answer.statusCode() == 200 && !why.isEmpty() ? why : said(answer)));
  }

  /// `fixedAdapter` is what clients of the last years read; `adapter` is what today's worlds have.
  private static Optional<String> adapter(String json) {
    return property(json, "fixedAdapter").or(() -> property(json, "adapter"));
  }

  /// A status, and what was said with it.
  private static String said(HttpResponse<String> answer) {
    String why = RefusalText.of(answer.body());
    return answer.statusCode() + (why.isEmpty() ? "" : " (" + why + ")");
  }

  /// A query may be a token.
  private static String withoutQuery(String adapter) {
    return adapter.replaceFirst("\\?.*", "?…");
  }

  /// Where the adapter names no scheme, `wss` is meant.
  private static Answer roomOf(String adapter) {
    String uri = adapter.substring(ROOM.length());
    return new Answer.Room(uri.contains("://") ? uri : "wss://" + uri);
  }

  private static HttpRequest.Builder request(String url) {
    try {
      return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("not a URL: " + withoutQuery(url), wrong);
    }
  }

  private static HttpResponse<String> ask(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  /// The first text of that name in a JSON document, at any depth.
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
