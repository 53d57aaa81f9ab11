package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wsroom.logging.LogLines;
import wsroom.moderation.Bans;
import wsroom.moderation.GatekeeperTimeouts;
import wsroom.moderation.InvalidBanFileException;
import wsroom.proto.rfc5.WsPacket;

/// Bans on a real port, with real signatures and sources that fail.
@Timeout(60)
class BansTest {
  private static final String BANNED = "this address is banned";
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Bans.Intervals START_ONLY = new Bans.Intervals(NEVER, NEVER, NEVER);

  /// A busy machine may delay an answer for longer than a login usually waits.
  private static final Bans.Intervals PATIENT =
      new Bans.Intervals(
          NEVER,
          NEVER,
          NEVER,
          new GatekeeperTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1)));

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
  private final Identity ann = Identity.named("ann", nextYear);
  private final Identity eve = Identity.named("eve", nextYear);
  private final StubSource source = new StubSource();
  @TempDir private Path folder = Path.of("");
  private @Nullable RunningServer running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.close();
    }
    source.close();
    http.close();
  }

  // --- The file ---

  @Test
  void bannedAddressIsKickedAfterVerificationAndOthersJoin() throws Exception {
    starts(Map.of("BAN_FILE", file(shouting(eve))), START_ONLY);

    enters(ann);
    isBanned(knocks(eve));
    assertThat(server().page("/metrics"))
        .contains("ws_room_handshakes_total{outcome=\"failed\",reason=\"banned\"} 1.0")
        .contains("ws_room_ban_lookups_total{outcome=\"banned\",source=\"file\"} 1.0")
        .contains("ws_room_ban_lookups_total{outcome=\"clear\",source=\"file\"} 1.0")
        .contains("ws_room_banned_addresses{source=\"file\"} 1.0");
  }

  @Test
  void unverifiedClaimOfABannedAddressRevealsNothing() throws Exception {
    starts(Map.of("BAN_FILE", file(eve.address())), START_ONLY);

    Explorer liar = new Explorer(http, server().room("plaza"), eve.address());
    liar.identifies();
    liar.signs(ann);
    assertThat(liar.closeCode()).isEqualTo(1008);
    assertThat(server().page("/metrics"))
        .contains("ws_room_closes_total{reason=\"wrong_owner\"} 1.0");
  }

  @Test
  void addedBanEndsTheSessionAndRemovedBanAllowsAJoin() throws Exception {
    starts(Map.of("BAN_FILE", file("# nobody")), new Bans.Intervals(OFTEN, NEVER, NEVER));
    Explorer first = enters(eve);
    Explorer other = enters(ann);
    first.hears(WsPacket::hasPeerJoinMessage);

    file(eve.address());
    isBanned(first);
    assertThat(other.hears(WsPacket::hasPeerLeaveMessage).getPeerLeaveMessage().getAlias())
        .isEqualTo(first.alias());
    isBanned(knocks(eve));

    file("");
    comesIn(eve);
    other.hears(WsPacket::hasPeerJoinMessage);
  }

  @Test
  void withoutItsFileTheServerDoesNotStart() throws Exception {
    assertThatThrownBy(() -> starts(Map.of("BAN_FILE", folder + "/none"), START_ONLY))
        .cause()
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + folder + "/none: no such file");
  }

  // --- The deny list ---

  @Test
  void newDenyListEntryEndsTheSession() throws Exception {
    source.says("/denylist.json?key=hidden", "{\"users\":[]}");
    starts(
        Map.of("DENYLIST_URL", source.url("/denylist.json?key=hidden")),
        new Bans.Intervals(NEVER, OFTEN, NEVER));
    Explorer first = enters(eve);

    source.says(
        "/denylist.json?key=hidden", "{\"users\":[{\"wallet\":\"" + shouting(eve) + "\"}]}");
    isBanned(first);
    isBanned(knocks(eve));
    enters(ann);
    assertThat(server().page("/health/ready"))
        .startsWith("ready\nthe deny list: good, as of 0 s ago, addresses known as banned: 1");
  }

  @Test
  void failedDenyListKeepsTheLastOneAndReadiness() throws Exception {
    source.says("/denylist.json", "{\"users\":[{\"wallet\":\"" + eve.address() + "\"}]}");
    starts(
        Map.of("DENYLIST_URL", source.url("/denylist.json")),
        new Bans.Intervals(NEVER, OFTEN, NEVER));
    server().awaits("/health/ready", "the deny list: good");
    source.answersWith(StubSource.Fault.STATUS_500);
    server().awaits("/health/ready", "the deny list: FAILS (HTTP status 500)");

    assertThat(server().status("/health/ready")).isEqualTo(200);
    isBanned(knocks(eve));
    enters(ann);
    assertThat(
            server()
                .metric("ws_room_ban_source_reads_total{outcome=\"failed\",source=\"denylist\"}"))
        .isPositive();
    assertThat(server().metric("ws_room_ban_source_age_seconds{source=\"denylist\"}")).isPositive();
  }

  // --- The gatekeeper ---

  @Test
  void gatekeepersBanRejectsTheJoin() throws Exception {
    source.bans(eve.address());
    starts(Map.of("COMMS_GATEKEEPER_URL", source.url("/")), PATIENT);

    enters(ann);
    isBanned(knocks(eve));
    // The answer itself ends the session, too, possibly before the login has counted it.
    server()
        .awaits(
            "/metrics", "ws_room_ban_lookups_total{outcome=\"banned\",source=\"gatekeeper\"} 1.0");
    assertThat(server().page("/metrics"))
        .contains("ws_room_ban_lookups_total{outcome=\"clear\",source=\"gatekeeper\"} 1.0");
  }

  @Test
  void rejoinIsNotLookedUpAgain() throws Exception {
    starts(Map.of("COMMS_GATEKEEPER_URL", source.url("/")), PATIENT);
    for (int i = 0; i < 5; i++) {
      enters(ann);
    }

    assertThat(source.asked()).isEqualTo(1);
  }

  @Test
  void sweepEndsTheSessionOfANewlyBannedAddress() throws Exception {
    starts(
        Map.of("COMMS_GATEKEEPER_URL", source.url("/")), new Bans.Intervals(NEVER, NEVER, OFTEN));
    Explorer first = enters(eve);
    Explorer other = enters(ann);
    first.hears(WsPacket::hasPeerJoinMessage);

    source.bans(eve.address());
    isBanned(first);
    other.hears(WsPacket::hasPeerLeaveMessage);
    other.says("still here");
  }

  @Test
  void lateGatekeeperAnswerEndsTheSession() throws Exception {
    source.bans(eve.address());
    source.holdsItsAnswers();
    starts(
        Map.of("COMMS_GATEKEEPER_URL", source.url("/")),
        new Bans.Intervals(
            NEVER, NEVER, NEVER, new GatekeeperTimeouts(Duration.ZERO, Duration.ofMinutes(1))));
    Explorer first = enters(eve);
    Explorer other = enters(ann);
    first.hears(WsPacket::hasPeerJoinMessage);

    source.letsItsAnswersGo();
    isBanned(first);
    assertThat(other.hears(WsPacket::hasPeerLeaveMessage).getPeerLeaveMessage().getAlias())
        .isEqualTo(first.alias());
    isBanned(knocks(eve));
    other.says("still here");
  }

  @ParameterizedTest
  @EnumSource(StubSource.Fault.class)
  void failingGatekeeperDelaysAJoinByAtMostASecond(StubSource.Fault fault) throws Exception {
    source.answersWith(fault);
    starts(Map.of("COMMS_GATEKEEPER_URL", source.url("/")), START_ONLY);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Identity someone = Identity.named("someone " + i, nextYear);
      Explorer explorer = new Explorer(http, server().room("plaza"), someone.address());
      explorer.identifies();
      explorer.signs(someone);
      long signed = System.nanoTime();
      explorer.isWelcomed();
      waits.add(Duration.ofNanos(System.nanoTime() - signed));
    }

    // The median, since a busy machine may delay any one of them.
    assertThat(waits.stream().sorted().toList().get(3)).isLessThan(Duration.ofSeconds(1));
    assertThat(
            server().metric("ws_room_ban_lookups_total{outcome=\"unknown\",source=\"gatekeeper\"}"))
        .isEqualTo(7);
    server().awaits("/health/ready", "the gatekeeper: FAILS");
    assertThat(server().status("/health/ready")).isEqualTo(200);
  }

  // --- All of them, and the signed login ---

  @Test
  void signedLoginReportsABanInTheFormThatClientsShow() throws Exception {
    Identity mallory = Identity.named("mallory", nextYear);
    source.bans(eve.address());
    starts(
        Map.of("COMMS_GATEKEEPER_URL", source.url("/"), "BAN_FILE", file(mallory.address())),
        PATIENT);

    for (Identity banned : List.of(eve, mallory)) {
      var answer = logsIn(banned);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"message\":\"this address is banned\"}");
    }
    assertThat(logsIn(ann).body()).contains("fixedAdapter");
    assertThat(server().page("/metrics"))
        .contains("ws_room_signed_logins_total{outcome=\"refused\",reason=\"banned\"} 2.0");
  }

  @Test
  void drainingServerRejectsSignedLoginsWithRetryAfter() throws Exception {
    starts(Map.of(), START_ONLY);
    server().control().drain(true);

    var answer = logsIn(ann);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("5");
    assertThat(answer.body()).contains("\"message\":\"the server is going away\"");
  }

  @Test
  void healthHasNoBanNotesWithoutSources() throws Exception {
    starts(Map.of(), START_ONLY);

    assertThat(server().page("/health/ready")).isEqualTo("ready");
    assertThat(server().page("/metrics")).doesNotContain("ws_room_ban");
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("bans"));
  }

  @Test
  void aSourceThatFailsIsLoggedOnceAndWithoutItsUrl() throws Exception {
    try (LogLines log = LogLines.of("wsroom.moderation")) {
      source.answersWith(StubSource.Fault.HANG_UP);
      starts(
          Map.of("DENYLIST_URL", source.url("/denylist.json?key=hidden")),
          new Bans.Intervals(NEVER, OFTEN, NEVER));
      server().awaits("/health/ready", "the deny list: FAILS");
      source.wasAsked(source.asked() + 10);

      assertThat(log.messages())
          .containsExactly(
              "the deny list unavailable, keeping last known bans: no answer that can be"
                  + " read");
    }
  }

  // --- Helpers ---

  private void starts(Map<String, String> settings, Bans.Intervals pace) {
    running = new RunningServer(settings, InstantSource.system(), pace);
  }

  private RunningServer server() {
    return Objects.requireNonNull(running);
  }

  private Explorer enters(Identity identity) throws InterruptedException {
    return Explorer.enters(http, server().room("plaza"), identity);
  }

  /// Joins, at once or as soon as the ban is lifted.
  private void comesIn(Identity identity) throws InterruptedException {
    Explorer explorer = knocks(identity);
    while (explorer.hears(_ -> true).hasPeerKicked()) {
      explorer = knocks(identity);
    }
  }

  private Explorer knocks(Identity identity) throws InterruptedException {
    return Explorer.knocks(http, server().room("plaza"), identity);
  }

  private static void isBanned(Explorer explorer) throws Exception {
    WsPacket packet = explorer.hears(_ -> true);
    while (packet.hasPeerJoinMessage()) {
      packet = explorer.hears(_ -> true);
    }
    assertThat(packet.getPeerKicked().getReason()).isEqualTo(BANNED);
    assertThat(explorer.closeCode()).isEqualTo(1008);
  }

  private HttpResponse<String> logsIn(Identity identity) throws Exception {
    URI login = URI.create("http://" + server().host() + "/get-comms-adapter/plaza");
    return Explorer.logsIn(http, login, identity);
  }

  /// Replaces the ban file atomically.
  private String file(String text) throws IOException {
    Path next = folder.resolve("next");
    Files.writeString(next, text);
    return Files.move(next, folder.resolve("bans"), StandardCopyOption.REPLACE_EXISTING).toString();
  }

  private static String shouting(Identity identity) {
    return "0x" + identity.address().substring(2).toUpperCase(Locale.ROOT);
  }
}
