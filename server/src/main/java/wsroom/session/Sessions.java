package wsroom.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import wsroom.access.ChallengeSource;
import wsroom.access.JoinPermit;
import wsroom.access.LoginVerifier;
import wsroom.limit.ConnectionLimiter;
import wsroom.packet.AnnouncerPackets;
import wsroom.room.RoomFigures;
import wsroom.room.RoomLooks;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.RoomAuthority;
import wsroom.websocket.Connection;
import wsroom.websocket.ConnectionListener;
import wsroom.websocket.DeadlineWheel;
import wsroom.websocket.IoThread;

/// All sessions of the server, and the parts that they share.
public final class Sessions {
  private static final long DRAIN_STEP_MILLIS = 100;

  private final Services services;
  private final List<OnThread> threads;
  private final AtomicLong lastId = new AtomicLong();

  /// Announcers are no members: their aliases go down from the largest one, and those of members go
  /// up from the smallest.
  private final AtomicInteger nextAnnouncerAlias = new AtomicInteger(Integer.MAX_VALUE);

  /// Counts started and cancelled drains: a step of an earlier drain does nothing.
  private volatile int drains;

  /// The reason with which new sessions are closed at once, while a drain is in force.
  private volatile Optional<CloseReason> draining = Optional.empty();

  /// @param steps over which the ends are spread
  private record Drain(CloseReason reason, long steps, int number) {}

  /// The parts that all sessions share. All of them are thread-safe.
  public record Services(
      SessionSettings settings,
      ChallengeSource challenges,
      LoginVerifier logins,
      RoomAuthority authority,
      ConnectionLimiter limiter,
      SessionListener listener,
      Moderation moderation) {}

  /// The parts that the sessions of one I/O thread share. Confined to it.
  ///
  /// @param draining the reason with which new sessions are closed at once, during a drain
  record OnThread(
      IoThread ioThread,
      ThreadRooms rooms,
      DeadlineWheel deadlines,
      Handshake handshake,
      PacketHandler packets,
      PeerQuota.Rates rates,
      SessionIndex<Session> index,
      Supplier<Optional<CloseReason>> draining) {}

  /// @param ioThreads all I/O threads
  /// @param rooms the rooms of each I/O thread, in the same order
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
                            rooms.get(thread.index()).counters(), services.listener()),
                        PeerQuota.Rates.of(services.settings()),
                        new SessionIndex<>(),
                        () -> draining))
            .toList();
  }

  /// Creates the session of a new connection to a room; it starts with the connection's `onOpen`.
  /// Called on the connection's I/O thread.
  public ConnectionListener open(Connection connection, JoinPermit permit) {
    return new Session(
        services,
        threads.get(connection.ioThread().index()),
        connection,
        permit,
        lastId.incrementAndGet());
  }

  /// Ends all sessions, spread evenly over a time, so that clients do not reconnect all at once.
  /// Sessions of upgrades that were in progress end as soon as they open, until [#stopDraining].
  /// Called on any thread; it does not block.
  ///
  /// @return the number of sessions on each I/O thread, completed once the drain has begun there
  public List<CompletableFuture<Integer>> drain(CloseReason reason, Duration over) {
    int number = nextDrain(Optional.of(reason));
    Drain drain = new Drain(reason, Math.max(1, over.toMillis() / DRAIN_STEP_MILLIS), number);
    return onEach(
        thread -> {
          int total = live(thread).size();
          drainStep(thread, drain, total, drain.steps());
          return total;
        });
  }

  /// Cancels the current drain, if any: sessions that it has not ended stay.
  public void stopDraining() {
    var _ = nextDrain(Optional.empty());
  }

  /// Reports the selected sessions to operators, in one part for each I/O thread, which is
  /// completed on that thread. Called on any thread.
  public List<CompletableFuture<List<PeerReport>>> reports(Selection selection) {
    return onEach(
        thread ->
            thread.index().find(selection).stream()
                .map(Session::report)
                .flatMap(Optional::stream)
                .toList());
  }

  /// The statistics of all rooms, in one part for each I/O thread that has peers of them. Called on
  /// any thread.
  public List<CompletableFuture<List<RoomFigures>>> roomReports() {
    return onEach(thread -> thread.rooms().report());
  }

  /// Looks at the positions in a room, in one part for each I/O thread: those received since the
  /// first look. For some seconds after each look positions are kept. Called on any thread.
  public List<CompletableFuture<RoomLooks.View>> look(String roomId) {
    return onEach(thread -> thread.rooms().looks().look(roomId));
  }

  /// Ends the selected sessions with a reason and a text.
  ///
  /// @return the number of ended sessions of each I/O thread, completed on that thread
  public List<CompletableFuture<Integer>> end(
      Selection selection, CloseReason reason, String text) {
    return onEach(
        thread -> {
          List<Session> selected = thread.index().find(selection);
          selected.forEach(session -> session.endWith(reason, text));
          return selected.size();
        });
  }

  /// Says something as an announcer. Called on any thread.
  ///
  /// @param timeMillis since 1970
  /// @return the number of peers of each I/O thread that it is said to, completed on that thread
  public List<CompletableFuture<Integer>> say(
      Audience audience, AnnouncerPackets announcer, String text, long timeMillis) {
    return onEach(
        thread -> {
          int[] told = {0};
          Announcement.start(
              thread.ioThread(),
              announcer,
              nextAnnouncerAlias.getAndDecrement(),
              text,
              timeMillis,
              audience(thread, audience, told));
          return told[0];
        });
  }

  /// @param told set to the number of peers at the first call of the result
  private static Consumer<List<byte[]>> audience(OnThread thread, Audience audience, int[] told) {
    return switch (audience) {
      case Audience.Everyone _ ->
          packets -> told[0] = thread.rooms().tell(Optional.empty(), packets);
      case Audience.InRoom(String roomId) ->
          packets -> told[0] = thread.rooms().tell(Optional.of(roomId), packets);
      case Audience.Selected(Selection selection) -> {
        List<Session> selected = thread.index().find(selection);
        yield packets ->
            told[0] = (int) selected.stream().filter(session -> session.tell(packets)).count();
      }
    };
  }

  private <T> List<CompletableFuture<T>> onEach(Function<OnThread, T> query) {
    return threads.stream()
        .map(
            thread -> {
              CompletableFuture<T> answer = new CompletableFuture<>();
              thread.ioThread().execute(() -> answer(thread, query, answer));
              return answer;
            })
        .toList();
  }

  /// An [Error] is not passed to the caller: it ends the process.
  private static <T> void answer(
      OnThread thread, Function<OnThread, T> query, CompletableFuture<T> answer) {
    try {
      answer.complete(query.apply(thread));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private synchronized int nextDrain(Optional<CloseReason> reason) {
    draining = reason;
    return ++drains;
  }

  /// The sessions of a thread that have not ended. An ended one stays on the wheel until its close
  /// handshake is complete.
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

  /// @param total the number of sessions on the thread when the drain began
  private void drainStep(OnThread thread, Drain drain, long total, long stepsLeft) {
    if (drain.number() != drains) {
      return;
    }
    List<Session> live = live(thread);
    // In proportion to the time that is left, so that few sessions end as evenly as many.
    long remaining = total * (stepsLeft - 1) / drain.steps();
    int due = (int) Math.max(0, live.size() - remaining);
    live.subList(0, due).forEach(session -> session.endWith(drain.reason(), drain.reason().text()));
    if (stepsLeft > 1 && thread.deadlines().size() > 0) {
      thread
          .ioThread()
          .executeAfter(() -> drainStep(thread, drain, total, stepsLeft - 1), DRAIN_STEP_MILLIS);
    }
  }
}
