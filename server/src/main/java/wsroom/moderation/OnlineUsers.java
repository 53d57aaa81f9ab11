package wsroom.moderation;

import java.util.Set;

/// The users in rooms, as far as bans are concerned. Called on any thread but an I/O thread.
public interface OnlineUsers {

  /// The addresses of all members of rooms now, in lower case.
  Set<String> addresses();

  /// Ends the sessions of these addresses, including those that are about to join.
  void end(Set<String> addresses);
}
