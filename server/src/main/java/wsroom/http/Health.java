package wsroom.http;

import java.util.List;

/// How the server does, as the health pages show it.
///
/// @param notes lines for people on what the server depends on; it serves even where that fails
public record Health(Phase phase, List<String> notes) {

  /// Where in its life the server is.
  public enum Phase {
    STARTING,
    READY,
    DRAINING
  }
}
