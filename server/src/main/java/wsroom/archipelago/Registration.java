package wsroom.archipelago;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wsroom.archipelago.RegistrationStatus.Phase;
import wsroom.archipelago.RegistryLink.Dialer;

/// Keeps the server registered while it accepts clients, and reconnects after a failure.
///
/// Confined to its [Timeline]'s thread, except the status.
final class Registration {
  /// The timeout of a connection attempt. One that began while the registry was down may take
  /// seconds to notice that it is up again, and the server is not registered meanwhile.
  static final Duration DIAL_TIMEOUT = Duration.ofSeconds(5);

  /// A link counts as accepted once the registry has sent anything, or after this time: the
  /// registry closes others at once.
  static final Duration PROBATION = Duration.ofSeconds(10);

  private final RoomHost host;
  private final int maxIslandSize;
  private final RegistrationObserver observer;
  private final Dialer dialer;
  private final Timeline time;
  private final InstantSource clock;
  private final Backoff backoff;
  private final RegistrationLog registrationLog = new RegistrationLog();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private State state = new Idle();
  private volatile RegistrationStatus status;

  private sealed interface State {}

  private record Idle() implements State {}

  private record Dialing(Attempt attempt, Runnable stopWaiting) implements State {}

  private record Linked(
      Attempt attempt, RegistryLink link, Conversation conversation, Runnable stopProbation)
      implements State {}

  private record Waiting(Runnable stopWaiting) implements State {}

  private record Ended() implements State {}

  Registration(
      RoomHost host,
      int maxIslandSize,
      RegistrationObserver observer,
      Dialer dialer,
      Timeline time,
      InstantSource clock,
      RandomGenerator random) {
    this.host = host;
    this.maxIslandSize = maxIslandSize;
    this.observer = observer;
    this.dialer = dialer;
    this.time = time;
    this.clock = clock;
    this.backoff = new Backoff(random);
    status = new RegistrationStatus(Phase.RESTING, clock.instant(), 0, Optional.empty());
  }

  /// The current status. Called on any thread.
  RegistrationStatus status() {
    return status;
  }

  /// Called when the server begins or stops to accept clients.
  void openChanged() {
    assert time.isHere();
    switch (state) {
      case Idle _ -> dialIfOpen();
      case Linked linked -> linked.conversation().heartbeatNow();
      case Waiting waiting when !host.isOpen() -> {
        waiting.stopWaiting().run();
        transition(new Idle(), Optional.empty());
      }
      case Waiting _, Dialing _, Ended _ -> {}
    }
  }

  /// Completes once the registration has ended for good.
  CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /// Ends the registration for good, with a close handshake.
  void end() {
    assert time.isHere();
    State last = state;
    transition(new Ended(), Optional.empty());
    switch (last) {
      case Linked linked -> {
        stopTimers(linked);
        linked.link().close();
      }
      case Dialing dialing -> {
        dialing.stopWaiting().run();
        ended.complete(null);
      }
      case Waiting waiting -> {
        waiting.stopWaiting().run();
        ended.complete(null);
      }
      case Idle _, Ended _ -> ended.complete(null);
    }
  }

  /// Recovers from a bug in this package: drops the link, and reconnects.
  void recover() {
    LinkEnd failure = new LinkEnd(LinkEnd.Kind.LOST, "internal error");
    switch (state) {
      case Linked linked -> abandon(linked, failure);
      case Dialing dialing -> failed(dialing, failure);
      case Idle _, Waiting _, Ended _ -> {}
    }
  }

  private void dialIfOpen() {
    if (!host.isOpen()) {
      transition(new Idle(), Optional.empty());
      return;
    }
    Attempt attempt = new Attempt();
    Runnable stopWaiting =
        time.after(
            DIAL_TIMEOUT,
            () ->
                attempt.onEnd(
                    new LinkEnd(
                        LinkEnd.Kind.UNREACHABLE,
                        "no answer within " + DIAL_TIMEOUT.toSeconds() + " s")));
    transition(new Dialing(attempt, stopWaiting), status.problem());
    dialer.dial(attempt);
  }

  private void opened(Dialing dialing, RegistryLink link) {
    dialing.stopWaiting().run();
    if (!host.isOpen()) {
      link.close();
      transition(new Idle(), Optional.empty());
      return;
    }
    Attempt attempt = dialing.attempt();
    Conversation conversation =
        new Conversation(link, host, maxIslandSize, observer, time, attempt::onFailure);
    Runnable stopProbation = time.after(PROBATION, () -> accept(attempt));
    transition(new Linked(attempt, link, conversation, stopProbation), Optional.empty());
    observer.linked();
    conversation.begin();
  }

  private void accept(Attempt attempt) {
    if (attempt.accepted) {
      return;
    }
    attempt.accepted = true;
    backoff.reset();
    registrationLog.registered();
    status = new RegistrationStatus(status.phase(), status.since(), 0, status.problem());
  }

  private void failed(Dialing dialing, LinkEnd end) {
    dialing.stopWaiting().run();
    reconnectLater(end);
  }

  /// Drops an open link.
  private void abandon(Linked linked, LinkEnd end) {
    stopTimers(linked);
    linked.link().drop();
    reconnectLater(end);
  }

  /// Called when the link has ended from the other side.
  private void lost(Linked linked, LinkEnd end) {
    stopTimers(linked);
    boolean isRejection = end.kind() == LinkEnd.Kind.CLOSED && !linked.attempt().accepted;
    reconnectLater(
        isRejection
            ? new LinkEnd(
                LinkEnd.Kind.REFUSED,
                "registry closed the link at once: check ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET")
            : end);
  }

  private static void stopTimers(Linked linked) {
    linked.conversation().stop();
    linked.stopProbation().run();
  }

  private void reconnectLater(LinkEnd end) {
    observer.unlinked(end.kind().tag());
    if (!host.isOpen()) {
      transition(new Idle(), Optional.empty());
      return;
    }
    registrationLog.failed(end);
    boolean isRejection = end.kind() == LinkEnd.Kind.REFUSED;
    Runnable stopWaiting =
        time.after(isRejection ? backoff.afterRejection() : backoff.afterLoss(), this::dialIfOpen);
    transition(new Waiting(stopWaiting), Optional.of(end.text()));
  }

  private void transition(State next, Optional<String> problem) {
    state = next;
    Phase phase =
        switch (next) {
          case Idle _, Ended _ -> Phase.RESTING;
          case Dialing _ -> Phase.CONNECTING;
          case Linked _ -> Phase.CONNECTED;
          case Waiting _ -> Phase.WAITING;
        };
    status = new RegistrationStatus(phase, clock.instant(), backoff.failures(), problem);
  }

  /// Passes the events of one link to the registration's thread, and ignores them once another link
  /// has replaced it.
  private final class Attempt implements RegistryLink.Listener {
    private boolean accepted;

    @Override
    public void opened(RegistryLink link) {
      time.execute(
          () -> {
            if (state instanceof Dialing dialing && dialing.attempt() == this) {
              Registration.this.opened(dialing, link);
            } else {
              link.drop();
            }
          });
    }

    @Override
    public void alive() {
      dispatch(Conversation::alive);
    }

    @Override
    public void message(byte[] message) {
      dispatch(conversation -> conversation.handle(message));
    }

    @Override
    public void text() {
      dispatch(Conversation::onMalformed);
    }

    @Override
    public void ended(LinkEnd end) {
      time.execute(() -> onEnd(end));
    }

    void onFailure(LinkEnd end) {
      if (state instanceof Linked linked && linked.attempt() == this) {
        abandon(linked, end);
      }
    }

    private void onEnd(LinkEnd end) {
      switch (state) {
        case Dialing dialing when dialing.attempt() == this -> failed(dialing, end);
        case Linked linked when linked.attempt() == this -> lost(linked, end);
        case Ended _ -> ended.complete(null);
        case Idle _, Dialing _, Linked _, Waiting _ -> {}
      }
    }

    private void dispatch(Consumer<Conversation> event) {
      time.execute(
          () -> {
            if (state instanceof Linked linked && linked.attempt() == this) {
              accept(this);
              event.accept(linked.conversation());
            }
          });
    }
  }
}
