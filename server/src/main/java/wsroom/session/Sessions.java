package wsroom.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import wsroom.auth.ChallengeSource;
import wsroom.auth.LoginVerifier;
import wsroom.room.AliasSource;
import wsroom.room.PeerDirectory;
import wsroom.room.Rooms;
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

  /// What is the same for all sessions. All of it is thread-safe.
  public record Services(
      SessionSettings settings,
      ChallengeSource challenges,
      LoginVerifier logins,
      PeerDirectory directory,
      AliasSource aliases,
      Gate gate,
      SessionObserver observer,
      Oversight oversight) {}

  /// What the sessions of one I/O thread share. Confined to it.
  record OnThread(
      IoThread ioThread,
      Rooms rooms,
      DeadlineWheel deadlines,
      Handshake handshake,
      Talk talk,
      Allowance.Rates rates) {}

  /// @param ioThreads all I/O threads, and `rooms` those on each, in the same order
  public Sessions(Services services, List<IoThread> ioThreads, List<Rooms> rooms) {
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
                        new Talk(rooms.get(thread.index()).counters(), services.observer()),
                        Allowance.Rates.of(services.settings())))
            .toList();
  }

  /// Begins the session of a new connection to a room. On the connection's I/O thread.
  public ConnectionListener open(Connection connection, Entrance entrance) {
    Session session =
        new Session(
            services,
            threads.get(connection.ioThread().index()),
            connection,
            entrance,
            lastId.incrementAndGet());
    session.begin();
    return session;
  }

  /// Ends all sessions, spread evenly over a time, so that those who come back do not come all at
  /// once. From any thread; it does not wait for them.
  public void drain(CloseReason reason, Duration over) {
    long steps = Math.max(1, over.toMillis() / DRAIN_STEP_MILLIS);
    int number = nextDrain();
    for (OnThread thread : threads) {
      thread.ioThread().execute(() -> drainStep(thread, reason, steps, number));
    }
  }

  /// Calls off the drain under way, if there is one: those not told to go yet stay.
  public void stopDraining() {
    var _ = nextDrain();
  }

  /// What operators see of some sessions: a part from each I/O thread, as soon as that has got to
  /// it. From any thread; each thread looks at its own sessions.
  public List<CompletableFuture<List<PeerReport>>> reports(Selection whom) {
    return onEach(
        thread ->
            live(thread).stream()
                .filter(session -> session.isMeantBy(whom))
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
          List<Session> meant =
              live(thread).stream().filter(session -> session.isMeantBy(whom)).toList();
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

  private synchronized int nextDrain() {
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

  private void drainStep(OnThread thread, CloseReason reason, long stepsLeft, int number) {
    if (number != drains) {
      return;
    }
    List<Session> live = live(thread);
    int due = (int) Math.ceilDiv(live.size(), Math.max(1, stepsLeft));
    live.subList(0, due).forEach(session -> session.endWith(reason));
    if (stepsLeft > 1 && thread.deadlines().size() > 0) {
      thread
          .ioThread()
          .executeAfter(() -> drainStep(thread, reason, stepsLeft - 1, number), DRAIN_STEP_MILLIS);
    }
  }
}
