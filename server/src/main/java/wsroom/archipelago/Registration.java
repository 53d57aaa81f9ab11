package wsroom.archipelago;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import wsroom.archipelago.RegistrationStatus.Phase;
import wsroom.archipelago.RegistryLink.Dialer;

/// Keeps a link to the registry while the server takes newcomers, and comes back when it is lost.
///
/// Confined to its [Timeline]'s thread, but for the status.
final class Registration {
  /// How long an attempt may take. One that began while the registry was away may not notice for
  /// seconds that it is back, and nobody is registered meanwhile.
  static final Duration DIAL_PATIENCE = Duration.ofSeconds(5);

  /// A link on which the registry has said anything, or that has held for so long, was accepted:
  /// the registry closes others at once.
  static final Duration PROBATION = Duration.ofSeconds(10);

  private final RoomHost host;
  private final int maxIslandSize;
  private final RegistrationObserver observer;
  private final Dialer dialer;
  private final Timeline time;
  private final InstantSource clock;
  private final Backoff backoff;
  private final RegistrationLog journal = new RegistrationLog();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private State state = new Resting();
  private volatile RegistrationStatus status;

  private sealed interface State {}

  private record Resting() implements State {}

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

  /// How it does now. From any thread.
  RegistrationStatus status() {
    return status;
  }

  /// The server takes newcomers from now on, or does not any more.
  void openChanged() {
    assert time.isHere();
    switch (state) {
      case Resting _ -> dialIfOpen();
      case Linked linked -> linked.conversation().heartbeatNow();
      case Waiting waiting when !host.isOpen() -> {
        waiting.stopWaiting().run();
        enter(new Resting(), Optional.empty());
      }
      case Waiting _, Dialing _, Ended _ -> {}
    }
  }

  /// Done once the link has ended for good.
  CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /// Ends the link politely, for good.
  void end() {
    assert time.isHere();
    State last = state;
    enter(new Ended(), Optional.empty());
    switch (last) {
      case Linked linked -> {
        settle(linked);
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
      case Resting _, Ended _ -> ended.complete(null);
    }
  }

  /// Something in here has failed that should not: the link is given up, and another one tried.
  void recover() {
    LinkEnd bug = new LinkEnd(LinkEnd.Kind.LOST, "an error of our own");
    switch (state) {
      case Linked linked -> give(linked, bug);
      case Dialing dialing -> failed(dialing, bug);
      case Resting _, Waiting _, Ended _ -> {}
    }
  }

  private void dialIfOpen() {
    if (!host.isOpen()) {
      enter(new Resting(), Optional.empty());
      return;
    }
    Attempt attempt = new Attempt();
    Runnable stopWaiting =
        time.after(
            DIAL_PATIENCE,
            () ->
                attempt.onEnd(
                    new LinkEnd(
                        LinkEnd.Kind.UNREACHABLE,
                        "no answer within " + DIAL_PATIENCE.toSeconds() + " s")));
    enter(new Dialing(attempt, stopWaiting), status.problem());
    dialer.dial(attempt);
  }

  private void opened(Dialing dialing, RegistryLink link) {
    dialing.stopWaiting().run();
    if (!host.isOpen()) {
      link.close();
      enter(new Resting(), Optional.empty());
      return;
    }
    Attempt attempt = dialing.attempt();
    Conversation conversation =
        new Conversation(link, host, maxIslandSize, observer, time, attempt::giveUp);
    Runnable stopProbation = time.after(PROBATION, () -> accept(attempt));
    enter(new Linked(attempt, link, conversation, stopProbation), Optional.empty());
    observer.linked();
    conversation.begin();
  }

  private void accept(Attempt attempt) {
    if (attempt.accepted) {
      return;
    }
    attempt.accepted = true;
    backoff.reset();
    journal.registered();
    status = new RegistrationStatus(status.phase(), status.since(), 0, status.problem());
  }

  private void failed(Dialing dialing, LinkEnd end) {
    dialing.stopWaiting().run();
    comeBack(end);
  }

  /// Gives a link up that stands.
  private void give(Linked linked, LinkEnd end) {
    settle(linked);
    linked.link().drop();
    comeBack(end);
  }

  /// The link has ended without our doing.
  private void lost(Linked linked, LinkEnd end) {
    settle(linked);
    boolean isRefusal = end.kind() == LinkEnd.Kind.CLOSED && !linked.attempt().accepted;
    comeBack(
        isRefusal
            ? new LinkEnd(
                LinkEnd.Kind.REFUSED,
                "it closed the link at once; is ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET right?")
            : end);
  }

  private static void settle(Linked linked) {
    linked.conversation().stop();
    linked.stopProbation().run();
  }

  private void comeBack(LinkEnd end) {
    observer.unlinked(end.kind().tag());
    if (!host.isOpen()) {
      enter(new Resting(), Optional.empty());
      return;
    }
    journal.failed(end);
    boolean isRefusal = end.kind() == LinkEnd.Kind.REFUSED;
    Runnable stopWaiting =
        time.after(isRefusal ? backoff.afterRefusal() : backoff.afterLoss(), this::dialIfOpen);
    enter(new Waiting(stopWaiting), Optional.of(end.text()));
  }

  private void enter(State next, Optional<String> problem) {
    state = next;
    Phase phase =
        switch (next) {
          case Resting _, Ended _ -> Phase.RESTING;
          case Dialing _ -> Phase.CONNECTING;
          case Linked _ -> Phase.CONNECTED;
          case Waiting _ -> Phase.WAITING;
        };
    status = new RegistrationStatus(phase, clock.instant(), backoff.failures(), problem);
  }

  /// Brings what is heard of one link to the thread, as long as that link is the one that counts.
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
      converse(Conversation::alive);
    }

    @Override
    public void message(byte[] message) {
      converse(conversation -> conversation.hear(message));
    }

    @Override
    public void text() {
      converse(Conversation::passOver);
    }

    @Override
    public void ended(LinkEnd end) {
      time.execute(() -> onEnd(end));
    }

    void giveUp(LinkEnd end) {
      if (state instanceof Linked linked && linked.attempt() == this) {
        give(linked, end);
      }
    }

    private void onEnd(LinkEnd end) {
      switch (state) {
        case Dialing dialing when dialing.attempt() == this -> failed(dialing, end);
        case Linked linked when linked.attempt() == this -> lost(linked, end);
        case Ended _ -> ended.complete(null);
        case Resting _, Dialing _, Linked _, Waiting _ -> {}
      }
    }

    private void converse(Consumer<Conversation> turn) {
      time.execute(
          () -> {
            if (state instanceof Linked linked && linked.attempt() == this) {
              accept(this);
              turn.accept(linked.conversation());
            }
          });
    }
  }
}
