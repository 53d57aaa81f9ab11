package wsroom.session;

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
  private final Services services;
  private final List<OnThread> threads;

  /// What is the same for all sessions. All of it is thread-safe.
  public record Services(
      SessionSettings settings,
      ChallengeSource challenges,
      LoginVerifier logins,
      PeerDirectory directory,
      AliasSource aliases,
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
  public ConnectionListener open(Connection connection, String roomId) {
    Session session =
        new Session(services, threads.get(connection.ioThread().index()), connection, roomId);
    session.begin();
    return session;
  }

  /// Ends all sessions that are there now. From any thread; it does not wait for them.
  public void closeAll(CloseReason reason) {
    for (OnThread thread : threads) {
      thread
          .ioThread()
          .execute(() -> thread.deadlines().forEach(entry -> ((Session) entry).endWith(reason)));
    }
  }
}
