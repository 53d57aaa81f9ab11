package wsroom.admin;

import wsroom.http.Health;

/// What operators may ask of the server as a whole.
public interface ServerControl {

  Health.Phase phase();

  /// Lets nobody in any more, and shows so to supervisors.
  ///
  /// @param keepPeers whether those who are here may stay; if not, they are told to go, spread over
  ///     the time that an end of the server takes
  void drain(boolean keepPeers);

  /// Lets people in again.
  ///
  /// @return false if the server is ending
  boolean resume();
}
