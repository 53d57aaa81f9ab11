package wsroom.http;

import java.util.List;

/// The server's health, as the health pages show it.
///
/// @param notes lines for people about failing dependencies, without which the server serves all
///     the same
public record Health(Phase phase, List<String> notes) {

  /// The phase of the server's life cycle.
  public enum Phase {
    STARTING,
    READY,
    /// The cluster cannot be reached: clients would be turned away.
    DISCONNECTED,
    DRAINING
  }
}
