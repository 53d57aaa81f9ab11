package wsroom.loadtest.load;

import java.util.Locale;

/// Faults of a server, as its clients observe them.
public enum Fault {
  MISSING("reliable updates missing"),
  DUPLICATED("updates delivered more than once"),
  REORDERED("updates out of order"),
  MISATTRIBUTED("updates under another's alias or in another's room"),
  ALTERED("updates with another body, size or reliability"),
  ECHOED("updates that came back to their sender"),
  UNANNOUNCED("updates from a peer that was not announced"),
  WRONG_MEMBERSHIP("members announced wrongly, or not announced"),
  REFUSED("peers that could not join"),
  DROPPED("connections that the server ended"),
  MISBEHAVED("messages that no ws-room server sends");

  private final String explanation;

  Fault(String explanation) {
    this.explanation = explanation;
  }

  public String explanation() {
    return explanation;
  }

  /// The machine-readable name.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
