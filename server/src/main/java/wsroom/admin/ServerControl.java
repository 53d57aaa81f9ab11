package wsroom.admin;

import wsroom.http.Health;

/// The operators' control of the server as a whole.
public interface ServerControl {

  Health.Phase phase();

  /// Rejects new clients, and turns readiness off.
  ///
  /// @param keepPeers whether open sessions stay; if not, they are ended, spread over the drain
  ///     time
  void drain(boolean keepPeers);

  /// Accepts clients again.
  ///
  /// @return false if the server is shutting down
  boolean resume();
}
