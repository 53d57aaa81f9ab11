package wsroom.archipelago;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.archipelago.FakeRegistry.Line;
import wsroom.archipelago.RegistrationStatus.Phase;
import wsroom.logging.LogLines;
import wsroom.proto.archipelago.TransportAuthorizationResponse;
import wsroom.proto.archipelago.TransportHeartbeat;
import wsroom.proto.archipelago.TransportInit;
import wsroom.proto.archipelago.TransportMessage;
import wsroom.proto.archipelago.TransportType;

/// The registration in fake time, as transcripts between it and a registry.
class RegistrationTest {
  private static final String ANN = "0x0000000000000000000000000000000000616e6e";
  private static final String BEN = "0x000000000000000000000000000000000062656e";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeTimeline time = new FakeTimeline();
  private final FakeRegistry registry = new FakeRegistry();
  private final Host host = new Host();
  private final List<String> told = new ArrayList<>();
  private final LogLines lines = LogLines.of(Registration.class.getPackageName());
  private final Registration registration =
      new Registration(
          host,
          50,
          new Diary(),
          registry,
          time,
          () -> START.plusNanos(time.nanos()),
          new SplittableRandom(1));

  @AfterEach
  void listensNoMore() {
    lines.close();
  }

  // --- Messages ---

  @Test
  void transportSendsInitAndItsFirstHeartbeatAtOnce() {
    host.figures = new RoomHost.Figures(1000, 7);
    Line line = registers();

    line.hears(
        TransportMessage.newBuilder()
            .setInit(TransportInit.newBuilder().setType(TransportType.TT_WS).setMaxIslandSize(50))
            .build());
    line.hears(heartbeat(1000, 7));
    line.hearsNothing();
  }

  @Test
  void heartbeatWithCurrentFiguresIsSentEveryTenSeconds() {
    Line line = registersAndIntroducesItself();

    time.passes(Duration.ofMillis(9_999));
    line.hearsNothing();
    host.figures = new RoomHost.Figures(99, 1);
    time.passes(Duration.ofMillis(1));
    line.hears(heartbeat(99, 1));
    host.figures = new RoomHost.Figures(98, 2);
    time.passes(Duration.ofSeconds(10));
    line.hears(heartbeat(98, 2));
  }

  @Test
  void eachUserOfARequestGetsAConnectionString() {
    Line line = registersAndIntroducesItself();

    line.asks("r1", "I1", List.of(ANN, BEN, ANN));

    line.hears(
        answer(
            TransportAuthorizationResponse.newBuilder()
                .setRequestId("r1")
                .putConnStrs(ANN, "I1 for " + ANN)
                .putConnStrs(BEN, "I1 for " + BEN)));
    assertThat(told).containsExactly("linked", "answered after 0 ms");
  }

  @Test
  void requestWithoutUsersIsAnswered() {
    Line line = registersAndIntroducesItself();
    line.asks("r1", "I1", List.of());
    line.hears(answer(TransportAuthorizationResponse.newBuilder().setRequestId("r1")));
  }

  @Test
  void requestForAnUnavailableRoomIsNotAnswered() {
    Line line = registersAndIntroducesItself();
    host.refused = "closed";

    line.asks("r1", "closed", List.of(ANN));
    line.hearsNothing();
    line.asks("r2", "I1", List.of(ANN));

    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("r2");
    assertThat(told).containsExactly("linked", "room_refused after 0 ms", "answered after 0 ms");
    assertThat(log())
        .containsExactly(
            "INFO registered with Archipelago", "WARN Archipelago's request for a room rejected");
  }

  @Test
  void requestForTooManyUsersIsNotAnswered() {
    Line line = registersAndIntroducesItself();

    line.asks("r1", "I1", Collections.nCopies(Conversation.MAX_USERS_PER_REQUEST, ANN));
    line.asks("r2", "I1", Collections.nCopies(Conversation.MAX_USERS_PER_REQUEST + 1, ANN));

    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("r1");
    line.hearsNothing();
    assertThat(told).containsExactly("linked", "answered after 0 ms", "too_many_users after 0 ms");
  }

  @Test
  void unknownAndMalformedMessagesAreIgnored() {
    Line line = registersAndIntroducesItself();

    line.says(new byte[] {(byte) 0xFA, 1, 0});
    line.says(heartbeat(1, 1).toByteArray());
    line.says(new byte[0]);
    line.says("not protobuf".getBytes(UTF_8));
    line.saysAText();
    line.asks("r1", "I1", List.of(ANN));

    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("r1");
    assertThat(told)
        .containsExactly(
            "linked", "malformed after 0 ms", "malformed after 0 ms", "answered after 0 ms");
    line.isOpen();
  }

  // --- A registry that reads slowly ---

  @Test
  void requestsAreQueuedUpToTheirLimitAndAnswerTimeout() {
    Line line = registersAndIntroducesItself();
    line.stopsReading();
    line.asks("first", "I1", List.of(ANN));
    for (int i = 0; i < Conversation.MAX_QUEUED; i++) {
      line.asks("early " + i, "I1", List.of(ANN));
    }
    line.asks("one too many", "I1", List.of(ANN));
    assertThat(told).containsExactly("linked", "too_many_requests after 0 ms");

    time.passes(Duration.ofSeconds(1));
    line.readsAgain();

    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("first");
    line.hearsNothing();
    assertThat(told.subList(2, told.size()))
        .startsWith("answered after 1000 ms")
        .hasSize(1 + Conversation.MAX_QUEUED)
        .endsWith("late after 1000 ms");
    line.asks("later", "I1", List.of(ANN));
    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("later");
  }

  @Test
  void delayedHeartbeatHasTheFiguresOfItsSending() {
    Line line = registersAndIntroducesItself();
    line.stopsReading();
    line.asks("r1", "I1", List.of(ANN));
    time.passes(Duration.ofSeconds(5));
    host.figures = new RoomHost.Figures(4, 4);
    registration();
    host.figures = new RoomHost.Figures(3, 3);
    line.readsAgain();

    assertThat(line.hears().hasAuthResponse()).isTrue();
    line.hears(heartbeat(3, 3));
    line.hearsNothing();
  }

  @Test
  void registryThatDoesNotReadForTenSecondsIsDropped() {
    Line line = registersAndIntroducesItself();
    line.stopsReading();
    time.passes(Duration.ofSeconds(10));
    assertThat(line.hears().hasHeartbeat()).isTrue();
    line.pings();

    time.passes(Duration.ofSeconds(10));

    line.isDropped();
    assertThat(told).contains("unlinked: stuck");
    assertThat(registration.status().problem()).contains("registry does not read");
  }

  // --- Links that end ---

  @Test
  void lostLinkIsRetriedWithinASecond() {
    Line line = registersAndIntroducesItself();
    time.passes(Duration.ofSeconds(15));
    line.breaks();

    assertThat(registration.status())
        .isEqualTo(
            new RegistrationStatus(
                Phase.WAITING, START.plusSeconds(15), 1, Optional.of("connection failed")));
    time.passes(Duration.ofMillis(499));
    registry.hasNobodyAsking();
    time.passes(Duration.ofMillis(501));
    Line next = registry.accepts();
    assertThat(next.hears().hasInit()).isTrue();
    assertThat(next.hears().hasHeartbeat()).isTrue();
    assertThat(told).containsExactly("linked", "unlinked: lost", "linked");
  }

  @Test
  void registrationIsBackWithinASecondOfTheRegistrysReturn() {
    Line line = registersAndIntroducesItself();
    line.pings();
    line.breaks();
    for (long awayUntil = time.nanos() + Duration.ofMinutes(10).toNanos();
        time.nanos() - awayUntil < 0; ) {
      assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
      registry.isNotReached();
    }

    assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
    assertThat(registry.accepts().hears().hasInit()).isTrue();
  }

  @Test
  void lateRegistryIsFoundWithinASecond() {
    registration();
    for (int i = 0; i < 30; i++) {
      registry.isNotReached();
      assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
    }
    assertThat(registration.status().failures()).isEqualTo(30);
  }

  @Test
  void restartingRegistryIsRetriedWithinASecond() {
    Line line = registersAndIntroducesItself();
    line.pings();
    line.closes();
    assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);

    registry.accepts().closes();
    assertThat(told).endsWith("unlinked: refused");
    assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
  }

  @Test
  void delaysOfTwoServersDiffer() {
    List<Duration> one = pauses(new SplittableRandom(1));
    assertThat(pauses(new SplittableRandom(2))).isNotEqualTo(one);
    assertThat(pauses(new SplittableRandom(1))).isEqualTo(one);
  }

  @Test
  void acceptedLinkResetsTheDelaysAndARejectedOneDoesNot() {
    registration();
    isRefused(8);
    registry.accepts().closes();
    assertThat(pauseUntilTheNextAttempt()).isBetween(30.0, 60.0);

    Line line = registry.accepts();
    time.passes(Duration.ofSeconds(10));
    assertThat(registration.status().failures()).isZero();
    line.closes();
    assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
  }

  @Test
  void linkWithAMessageFromTheRegistryCountsAsAccepted() {
    registration();
    isRefused(8);
    Line line = registry.accepts();
    line.pings();
    assertThat(registration.status().failures()).isZero();
    line.closes();

    assertThat(told).endsWith("unlinked: closed");
    assertThat(pauseUntilTheNextAttempt()).isBetween(0.5, 1.0);
  }

  @Test
  void rejectedTokenIsRetriedWithGrowingDelays() {
    registration();
    for (int i = 0; i < 10; i++) {
      registry.accepts().closes();
      assertThat(registration.status().phase()).isEqualTo(Phase.WAITING);
      double ceiling = Math.min(60, 1 << i);
      assertThat(pauseUntilTheNextAttempt()).isBetween(ceiling / 2, ceiling);
    }

    assertThat(told).contains("unlinked: refused").doesNotContain("unlinked: closed");
    assertThat(log())
        .as("one warning, not one for each try")
        .containsExactly(
            "WARN not registered with Archipelago, retrying: registry closed the link at once:"
                + " check ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET");
  }

  @Test
  void closeDuringASendCountsAsRejection() {
    registration();
    Line line = registry.accepts();
    line.hears();
    line.takesNothingMore();
    registration();
    line.closes();

    assertThat(told).containsExactly("linked", "unlinked: refused");
  }

  @Test
  void linkWithAFailedSendIsDropped() {
    Line line = registersAndIntroducesItself();
    line.takesNothingMore();
    registration();
    line.isOpen();

    time.passes(Duration.ofSeconds(1));

    line.isDropped();
    assertThat(told).containsExactly("linked", "unlinked: lost");
  }

  @Test
  void eachKindOfFailureIsOneWarningUntilTheNextSuccess() {
    registration();
    registry.isNotReached();
    pauseUntilTheNextAttempt();
    registry.accepts().closes();
    pauseUntilTheNextAttempt();
    registry.isNotReached();
    pauseUntilTheNextAttempt();
    Line line = registry.accepts();
    time.passes(Duration.ofSeconds(10));
    line.closes();
    pauseUntilTheNextAttempt();
    registry.isNotReached();

    assertThat(log())
        .containsExactly(
            "WARN not registered with Archipelago, retrying: connection refused",
            "WARN not registered with Archipelago, retrying: registry closed the link at once:"
                + " check ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET",
            "INFO registered with Archipelago",
            "WARN not registered with Archipelago, retrying: registry closed the link with code"
                + " 1005",
            "WARN not registered with Archipelago, retrying: connection refused");
  }

  @Test
  void silentRegistryIsDroppedAfterSeventySeconds() {
    Line line = registersAndIntroducesItself();
    time.passes(Duration.ofSeconds(69));
    line.isOpen();

    time.passes(Duration.ofSeconds(1));

    line.isDropped();
    assertThat(told).containsExactly("linked", "unlinked: silent");
    pauseUntilTheNextAttempt();
  }

  @Test
  void silentLinkIsDroppedThoughSendsSucceed() {
    Line line = registersAndIntroducesItself();
    time.passes(Duration.ofSeconds(25));
    line.pings();

    time.passes(Duration.ofSeconds(65));
    line.isOpen();
    assertThat(registration.status().phase()).isEqualTo(Phase.CONNECTED);
    // Checked with every heartbeat, so up to one interval later than 70 s.
    time.passes(Duration.ofSeconds(10));

    line.isDropped();
    assertThat(registration.status().problem()).contains("no frame for 70 s");
    assertThat(told).containsExactly("linked", "unlinked: silent");
    pauseUntilTheNextAttempt();
    registry.accepts().isOpen();
  }

  @Test
  void registryThatPingsEveryHalfMinuteIsKept() {
    Line line = registersAndIntroducesItself();
    for (int i = 0; i < 100; i++) {
      time.passes(Duration.ofSeconds(30));
      line.pings();
    }

    line.isOpen();
    assertThat(registration.status().phase()).isEqualTo(Phase.CONNECTED);
  }

  @Test
  void attemptTimesOutAndItsLateLinkIsDropped() {
    registration();
    RegistryLink.Listener first = registry.asked();
    time.passes(Duration.ofSeconds(5));
    assertThat(registration.status().problem()).contains("no answer within 5 s");

    Line tooLate = new Line(first);
    first.opened(tooLate);
    tooLate.isDropped();
    first.ended(new LinkEnd(LinkEnd.Kind.LOST, "dropped"));

    assertThat(told).containsExactly("unlinked: unreachable");
    time.passes(Duration.ofSeconds(2));
    registry.accepts().isOpen();
  }

  @Test
  void bugLeadsToAReconnect() {
    Line line = registersAndIntroducesItself();
    time.execute(registration::recover);

    line.isDropped();
    pauseUntilTheNextAttempt();
    registry.accepts().isOpen();
  }

  // --- While the server accepts no clients ---

  @Test
  void drainingServerReportsNoSeatsAtOnceAndInEachHeartbeat() {
    Line line = registersAndIntroducesItself();
    time.passes(Duration.ofSeconds(3));

    host.drains();
    registration();

    line.hears(heartbeat(0, 0));
    time.passes(Duration.ofSeconds(7));
    line.hears(heartbeat(0, 0));
    line.isOpen();
  }

  @Test
  void resumedServerOffersItsSeatsAtOnce() {
    Line line = registersAndIntroducesItself();
    host.drains();
    registration();
    line.hears(heartbeat(0, 0));

    host.open = true;
    host.figures = new RoomHost.Figures(5, 0);
    registration();

    line.hears(heartbeat(5, 0));
  }

  @Test
  void mergeDuringADrainIsNotAnsweredAndTheLinkIsKept() {
    Line line = registersAndIntroducesItself();
    host.drains();
    registration();
    line.hears();

    line.asks("r1", "I1", List.of(ANN));
    line.asks("r2", "I2", List.of(ANN, BEN));
    line.hearsNothing();
    line.isOpen();
    assertThat(told).containsExactly("linked", "not_open after 0 ms", "not_open after 0 ms");

    host.open = true;
    registration();
    assertThat(line.hears().hasHeartbeat()).isTrue();
    line.asks("r3", "I1", List.of(ANN));
    assertThat(line.hears().getAuthResponse().getRequestId()).isEqualTo("r3");
    line.isOpen();
  }

  @Test
  void drainingServerDoesNotConnect() {
    registration();
    registry.isNotReached();
    host.drains();
    registration();
    time.passes(Duration.ofHours(1));
    registry.hasNobodyAsking();
    assertThat(time.alarms()).isZero();
    assertThat(registration.status().phase()).isEqualTo(Phase.RESTING);

    host.open = true;
    registration();
    host.drains();
    registration();
    registry.accepts().isClosed();
    time.passes(Duration.ofHours(1));
    registry.hasNobodyAsking();
  }

  @Test
  void linkLostDuringADrainIsNotRetried() {
    Line line = registersAndIntroducesItself();
    host.drains();
    registration();
    line.breaks();

    time.passes(Duration.ofHours(1));
    registry.hasNobodyAsking();
    assertThat(log()).isEmpty();
  }

  @Test
  void shutdownClosesTheLinkAndWaitsForTheReply() {
    Line line = registersAndIntroducesItself();

    time.execute(registration::end);
    line.isClosed();
    assertThat(registration.ended()).isNotDone();
    line.closes();

    assertThat(registration.ended()).isDone();
    assertThat(time.alarms()).isZero();
    time.passes(Duration.ofHours(1));
    registry.hasNobodyAsking();
  }

  @Test
  void shutdownBetweenAttemptsEndsAtOnce() {
    registration();
    registry.isNotReached();

    time.execute(registration::end);

    assertThat(registration.ended()).isDone();
    assertThat(time.alarms()).isZero();
  }

  // --- Helpers ---

  /// Notifies it of a change of the server's state; at first, that it accepts clients.
  private void registration() {
    time.execute(registration::openChanged);
  }

  private Line registers() {
    registration();
    return registry.accepts();
  }

  private Line registersAndIntroducesItself() {
    Line line = registers();
    assertThat(line.hears().hasInit()).isTrue();
    assertThat(line.hears().hasHeartbeat()).isTrue();
    return line;
  }

  private void isRefused(int times) {
    for (int i = 0; i < times; i++) {
      registry.accepts().closes();
      pauseUntilTheNextAttempt();
    }
  }

  /// In seconds, with a step of a thousandth of one.
  private double pauseUntilTheNextAttempt() {
    int before = registry.attempts();
    long from = time.nanos();
    while (registry.attempts() == before) {
      time.passes(Duration.ofMillis(1));
      assertThat(time.nanos() - from).isLessThan(Duration.ofSeconds(61).toNanos());
    }
    return (time.nanos() - from) / 1e9;
  }

  private static List<Duration> pauses(SplittableRandom random) {
    Backoff backoff = new Backoff(random);
    return IntStream.range(0, 40).mapToObj(i -> backoff.afterLoss()).toList();
  }

  private List<String> log() {
    return lines.events().stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  private static TransportMessage heartbeat(int seats, int users) {
    return TransportMessage.newBuilder()
        .setHeartbeat(TransportHeartbeat.newBuilder().setAvailableSeats(seats).setUsersCount(users))
        .build();
  }

  private static TransportMessage answer(TransportAuthorizationResponse.Builder response) {
    return TransportMessage.newBuilder().setAuthResponse(response).build();
  }

  /// The server's current state.
  private static final class Host implements RoomHost {
    private boolean open = true;
    private Figures figures = new Figures(0, 0);
    private String refused = "";

    void drains() {
      open = false;
      figures = new Figures(0, figures.users());
    }

    @Override
    public URI registryUri() {
      throw new AssertionError("the dialer asks for it, not the registration");
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public Figures figures() {
      return figures;
    }

    @Override
    public Optional<String> rejectionOf(String roomId) {
      return roomId.equals(refused) ? Optional.of("room_closed") : Optional.empty();
    }

    @Override
    public String connectionString(String roomId, String userId) {
      return roomId + " for " + userId;
    }
  }

  /// Records the observer's calls.
  private final class Diary implements RegistrationObserver {
    @Override
    public void linked() {
      told.add("linked");
    }

    @Override
    public void unlinked(String reason) {
      told.add("unlinked: " + reason);
    }

    @Override
    public void requested(Outcome outcome, long nanos) {
      told.add(outcome.tag() + " after " + nanos / 1_000_000 + " ms");
    }
  }
}
