package wsroom.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wsroom.auth.ChallengeSource;
import wsroom.auth.LoginVerifier;
import wsroom.packet.PeerUpdate;
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

  /// What is the same for all sessions. All of it is thread-safe.
  public record Services(
      SessionSettings settings,
      ChallengeSource challenges,
      LoginVerifier logins,
      PeerDirectory directory,
      AliasSource aliases,
      Gate gate,
      SessionObserver observer) {}

  /// What the sessions of one I/O thread share. Confined to it.
  record OnThread(IoThread ioThread, Rooms rooms, DeadlineWheel deadlines, PeerUpdate update) {}

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
                        new PeerUpdate()))
            .toList();
  }

  /// Begins the session of a new connection to a room. On the connection's I/O thread.
  public ConnectionListener open(Connection connection, Entrance entrance) {
    Session session =
        new Session(services, threads.get(connection.ioThread().index()), connection, entrance);
    session.begin();
    return session;
  }

  /// Ends all sessions, spread evenly over a time, so that those who come back do not come all at
  /// once. From any thread; it does not wait for them.
  public void drain(CloseReason reason, Duration over) {
    long steps = Math.max(1, over.toMillis() / DRAIN_STEP_MILLIS);
    for (OnThread thread : threads) {
      thread.ioThread().execute(() -> drainStep(thread, reason, steps));
    }
  }

  private static void drainStep(OnThread thread, CloseReason reason, long stepsLeft) {
    // Those told to go stay until they have answered, and must not count twice.
    List<Session> live = new ArrayList<>();
    thread
        .deadlines()
        .forEach(
            entry -> {
              if (entry instanceof Session session && !session.hasEnded()) {
                live.add(session);
              }
            });
    int due = (int) Math.ceilDiv(live.size(), Math.max(1, stepsLeft));
    live.subList(0, due).forEach(session -> session.endWith(reason));
    if (stepsLeft > 1 && thread.deadlines().size() > 0) {
      thread
          .ioThread()
          .executeAfter(() -> drainStep(thread, reason, stepsLeft - 1), DRAIN_STEP_MILLIS);
    }
  }
}
