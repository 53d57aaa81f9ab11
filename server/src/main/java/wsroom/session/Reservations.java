package wsroom.session;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wsroom.limit.ConnectionLimiter;
import wsroom.room.membership.Lease;

/// Holds what one session has reserved of the shared limits: its open connection, its pending
/// handshake and its seat. Each is released once, and only if it was reserved, even after failures.
///
/// Confined to the connection's I/O thread.
final class Reservations {
  private final Sessions.Services services;
  private final InetAddress clientAddress;
  private boolean reported;
  private boolean connection;
  private boolean handshake;
  private @Nullable Lease lease;

  Reservations(Sessions.Services services, InetAddress clientAddress) {
    this.services = services;
    this.clientAddress = clientAddress;
  }

  /// Reserves a connection and its handshake. Both count until their release, even if rejected.
  ///
  /// @return the limit that they exceed, if any
  Optional<ConnectionLimiter.Rejection> reserveConnection() {
    services.listener().opened();
    reported = true;
    Optional<ConnectionLimiter.Rejection> rejection = services.limiter().opened(clientAddress);
    connection = true;
    handshake = true;
    return rejection;
  }

  /// Holds a seat that was requested.
  void reserve(Lease requested) {
    lease = requested;
  }

  void releaseHandshake() {
    if (handshake) {
      handshake = false;
      services.limiter().handshakeEnded(clientAddress);
    }
  }

  void releaseSeat() {
    Lease held = lease;
    if (held != null) {
      lease = null;
      services.authority().release(held);
    }
  }

  /// Called when the socket is closed.
  void releaseConnection() {
    releaseHandshake();
    if (connection) {
      connection = false;
      services.limiter().closed();
    }
    if (reported) {
      reported = false;
      services.listener().closed();
    }
  }
}
