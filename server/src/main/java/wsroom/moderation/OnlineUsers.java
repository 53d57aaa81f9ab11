package wsroom.moderation;

import java.util.Set;

/// Those who are here, as far as bans are concerned. Called on any thread but an I/O thread.
public interface OnlineUsers {

  /// The addresses of all who are in a room now, in lower case.
  Set<String> addresses();

  /// Ends the sessions of those among them who are here, or about to come in.
  void end(Set<String> addresses);
}
