package wsroom.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an operator's token may allow beside reading.
public enum OperatorAct {
  /// To kick and block addresses, and to pardon them.
  KICK,

  /// To close rooms, and to open them.
  CLOSE,

  /// To send a message to a room, to an address or to all.
  SAY,

  /// To drain the server, and to resume.
  DRAIN;

  /// The name in settings and tokens.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<OperatorAct> named(String label) {
    return Arrays.stream(values()).filter(act -> act.label().equals(label)).findFirst();
  }
}
