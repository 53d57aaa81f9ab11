package wsroom.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import wsroom.access.ChallengeSource;
import wsroom.access.JoinPermit;
import wsroom.access.LoginVerifier;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.AliasSource;
import wsroom.room.membership.PeerDirectory;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.DeadlineWheel;
import wsroom.websocket.IoThread;

/// All sessions of the server, and what they share.
public final class Sessions {
  private static final long DRAIN_STEP_MILLIS = 100;

  private final Services services;
  private final List<OnThread> threads;
  private final AtomicLong lastId = new AtomicLong();

  /// Counts drains that were begun or called off: a step of an earlier one does nothing more.
  private volatile int drains;

  /// Why sessions that open now are closed at once, while a drain is in force.
  private volatile Optional<CloseReason> draining = Optional.empty();

  /// @param steps in which all go
  private record Drain(CloseReason reason, long steps, int number) {}

  /// What is the same for all sessions. All of it is thread-safe.
  public record Services(
      SessionSettings settings,
      ChallengeSource challenges,
      LoginVerifier logins,
      PeerDirectory directory,
      AliasSource aliases,
      ConnectionLimiter limiter,
      SessionObserver observer,
      Moderation moderation) {}

  /// What the sessions of one I/O thread share. Confined to it.
  ///
  /// @param draining why sessions that open now are closed at once, if they are
  record OnThread(
      IoThread ioThread,
      ThreadRooms rooms,
      DeadlineWheel deadlines,
      Handshake handshake,
      PacketHandler packets,
      PeerQuota.Rates rates,
      SessionIndex<Session> index,
      Supplier<Optional<CloseReason>> draining) {}

  /// @param ioThreads all I/O threads, and `rooms` those on each, in the same order
  public Sessions(Services services, List<IoThread> ioThreads, List<ThreadRooms> rooms) {
    this.services = services;
    this.threads =
        ioThreads.stream()
            .map(
                thread ->
                    new OnThread(
                        thread,
                        rooms.get(thread.index()),
                        new DeadlineWheel(thread),
                        new Handshake(services),
                        new PacketHandler(
                            rooms.get(thread.index()).counters(), services.observer()),
                        PeerQuota.Rates.of(services.settings()),
                        new SessionIndex<>(),
                        () -> draining))
            .toList();
  }

  /// The session of a new connection to a room, which begins when the connection says that it is
  /// open. On the connection's I/O thread.
  public ConnectionListener open(Connection connection, JoinPermit permit) {
    return new Session(
        services,
        threads.get(connection.ioThread().index()),
        connection,
        permit,
        lastId.incrementAndGet());
  }

  /// Ends all sessions, spread evenly over a time, so that those who come back do not come all at
  /// once. Sessions that open later, of upgrades that were under way, end at once, until
  /// [#stopDraining]. From any thread; it does not wait for them.
  ///
  /// @return done on each I/O thread once that has begun
  public List<CompletableFuture<Integer>> drain(CloseReason reason, Duration over) {
    int number = nextDrain(Optional.of(reason));
    Drain drain = new Drain(reason, Math.max(1, over.toMillis() / DRAIN_STEP_MILLIS), number);
    return onEach(
        thread -> {
          int crowd = live(thread).size();
          drainStep(thread, drain, crowd, drain.steps());
          return crowd;
        });
  }

  /// Calls off the drain under way, if there is one: those not told to go yet stay.
  public void stopDraining() {
    var _ = nextDrain(Optional.empty());
  }

  /// What operators see of some sessions: a part from each I/O thread, as soon as that has got to
  /// it. From any thread; each thread looks at its own sessions.
  public List<CompletableFuture<List<PeerReport>>> reports(Selection whom) {
    return onEach(
        thread ->
            thread.index().find(whom).stream()
                .map(Session::report)
                .flatMap(Optional::stream)
                .toList());
  }

  /// Ends some sessions, and tells them why.
  ///
  /// @return how many, for each I/O thread, as soon as that has got to it
  public List<CompletableFuture<Integer>> end(Selection whom, CloseReason reason, String text) {
    return onEach(
        thread -> {
          List<Session> meant = thread.index().find(whom);
          meant.forEach(session -> session.endWith(reason, text));
          return meant.size();
        });
  }

  private <T> List<CompletableFuture<T>> onEach(Function<OnThread, T> question) {
    return threads.stream()
        .map(
            thread -> {
              CompletableFuture<T> answer = new CompletableFuture<>();
              thread.ioThread().execute(() -> answer(thread, question, answer));
              return answer;
            })
        .toList();
  }

  /// An [Error] is not for the one who asks: it ends the process.
  private static <T> void answer(
      OnThread thread, Function<OnThread, T> question, CompletableFuture<T> answer) {
    try {
      answer.complete(question.apply(thread));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private synchronized int nextDrain(Optional<CloseReason> reason) {
    draining = reason;
    return ++drains;
  }

  /// All sessions of a thread that have not ended. Those told to go are there until they have
  /// answered.
  private static List<Session> live(OnThread thread) {
    List<Session> live = new ArrayList<>();
    thread
        .deadlines()
        .forEach(
            entry -> {
              if (entry instanceof Session session && !session.hasEnded()) {
                live.add(session);
              }
            });
    return live;
  }

  /// @param crowd how many sessions the thread had when the drain began
  private void drainStep(OnThread thread, Drain drain, long crowd, long stepsLeft) {
    if (drain.number() != drains) {
      return;
    }
    List<Session> live = live(thread);
    // By the share of time that is left, so that a few go as evenly as many.
    long mayStay = crowd * (stepsLeft - 1) / drain.steps();
    int due = (int) Math.max(0, live.size() - mayStay);
    live.subList(0, due).forEach(session -> session.endWith(drain.reason(), drain.reason().text()));
    if (stepsLeft > 1 && thread.deadlines().size() > 0) {
      thread
          .ioThread()
          .executeAfter(() -> drainStep(thread, drain, crowd, stepsLeft - 1), DRAIN_STEP_MILLIS);
    }
  }
}
