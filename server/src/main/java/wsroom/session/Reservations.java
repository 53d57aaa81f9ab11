package wsroom.session;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.membership.Seat;

/// What one session has reserved of what all sessions share: its count among the open connections,
/// its count among the pending handshakes, and its seat. Each is released once, and only if it was
/// reserved, whatever fails in between.
///
/// Confined to the connection's I/O thread.
final class Reservations {
  private final Sessions.Services services;
  private final InetAddress clientAddress;
  private boolean reported;
  private boolean connection;
  private boolean handshake;
  private @Nullable Seat seat;

  Reservations(Sessions.Services services, InetAddress clientAddress) {
    this.services = services;
    this.clientAddress = clientAddress;
  }

  /// Reserves a connection with its handshake. They count in any case, until they are released.
  ///
  /// @return why there is no room for them, if there is none
  Optional<ConnectionLimiter.Rejection> reserveConnection() {
    services.observer().opened();
    reported = true;
    Optional<ConnectionLimiter.Rejection> rejection = services.limiter().opened(clientAddress);
    connection = true;
    handshake = true;
    return rejection;
  }

  /// Takes over a seat that the directory has given.
  void reserve(Seat admitted) {
    seat = admitted;
  }

  void releaseHandshake() {
    if (handshake) {
      handshake = false;
      services.limiter().handshakeEnded(clientAddress);
    }
  }

  void releaseSeat() {
    Seat held = seat;
    if (held != null) {
      seat = null;
      services.directory().release(held);
    }
  }

  /// The socket is gone. The seat stays until its turn comes: see [Session].
  void releaseConnection() {
    releaseHandshake();
    if (connection) {
      connection = false;
      services.limiter().closed();
    }
    if (reported) {
      reported = false;
      services.observer().closed();
    }
  }
}
