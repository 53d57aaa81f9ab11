package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.config.ListenConfig;
import wsroom.config.PublicUrl;
import wsroom.config.RealmConfig;

class AboutPageTest {
  private static final String SCENE = "urn:decentraland:entity:bafy?baseUrl=https://c.example/";

  private final HttpServer server = new HttpServer(1);
  private volatile Realm realm = new Realm(true, true, 7);
  private List<String> scenes = List.of();
  private Optional<PublicUrl> publicUrl = Optional.empty();

  @AfterEach
  void stops() {
    server.stop();
  }

  private HttpClient starts(int trustedProxies) throws Exception {
    var page =
        new AboutPage(
            new RealmConfig(
                "meadow", "plaza", "https://c.example/content", "https://l.example", scenes),
            11_155_111,
            new PublicAddresses(publicUrl, trustedProxies),
            base -> "ws-room:" + base.forWebSockets() + "/rooms/plaza",
            () -> realm);
    return new HttpClient(
        server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, page));
  }

  @Test
  void realmIsDescribedAsExplorersReadIt() throws Exception {
    scenes = List.of(SCENE);

    var answer = starts(0).get("/about");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"healthy":true,"acceptingUsers":true,"configurations":{"realmName":"meadow",\
            "networkId":11155111,"scenesUrn":["%s"],"globalScenesUrn":[]},\
            "content":{"healthy":true,"publicUrl":"https://c.example/content"},\
            "lambdas":{"healthy":true,"publicUrl":"https://l.example"},\
            "comms":{"healthy":true,"protocol":"v3",\
            "fixedAdapter":"ws-room:ws://localhost/rooms/plaza","usersCount":7}}"""
                .formatted(SCENE));
  }

  @Test
  void fullRealmIsHealthyAndDrainingOneIsNot() throws Exception {
    HttpClient client = starts(0);
    realm = new Realm(true, false, 100);
    assertThat(client.get("/about").status()).isEqualTo(200);
    assertThat(client.get("/about").body())
        .startsWith("{\"healthy\":true,\"acceptingUsers\":false,");

    realm = new Realm(false, false, 3);
    assertThat(client.get("/about").status()).isEqualTo(503);
    assertThat(client.get("/about").body())
        .startsWith("{\"healthy\":false,\"acceptingUsers\":false,")
        .contains("\"comms\":{\"healthy\":false,");
  }

  @Test
  void configuredPublicUrlOverridesTheRequestsHost() throws Exception {
    publicUrl = PublicUrl.of(true, "rooms.example", "/comms");

    assertThat(starts(1).get("/about", "X-Forwarded-Host: evil.example").body())
        .contains("\"ws-room:wss://rooms.example/comms/rooms/plaza\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | X-Forwarded-Host: a.example | X-Forwarded-Proto: https | ws://localhost",
        "1 | X-Forwarded-Host: a.example | X-Forwarded-Proto: https | wss://a.example",
        "1 | X-Forwarded-Host: evil.example, A.example:8443 | X-Forwarded-Proto: http, https"
            + " | wss://a.example:8443",
        "2 | X-Forwarded-Host: evil.example, a.example, b.example | X-Forwarded-Proto: https"
            + " | wss://a.example",
        "1 | X-Nothing: at all | X-Forwarded-Proto: HTTPS | wss://localhost",
        "1 | X-Forwarded-Host: [::1]:5000 | X-Nothing: at all | ws://[::1]:5000"
      })
  void publicUrlDefaultsToTheHostThatTheOutermostTrustedProxySaw(
      int trustedProxies, String host, String proto, String base) throws Exception {
    assertThat(starts(trustedProxies).get("/about", host, proto).body())
        .contains("\"ws-room:" + base + "/rooms/plaza\"");
  }

  @Test
  void invalidHostIsABadRequest() throws Exception {
    HttpClient client = starts(1);
    for (String host : List.of("a b", "a\"b", "a/b", "a:b", "é", "a@b")) {
      assertThat(status(client, host)).as(host).isEqualTo(400);
    }
  }

  private static int status(HttpClient client, String host) throws IOException {
    return client.get("/about", "X-Forwarded-Host: " + host).status();
  }
}
