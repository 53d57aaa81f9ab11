package wsroom.server;

import java.util.Set;
import wsroom.moderation.OnlineUsers;
import wsroom.room.membership.PeerDirectory;
import wsroom.session.CloseReason;
import wsroom.session.Selection;
import wsroom.session.Sessions;

/// The addresses that are online, for the sweeps that end the sessions of banned ones.
record LiveSessions(PeerDirectory directory, Sessions sessions) implements OnlineUsers {

  @Override
  public Set<String> addresses() {
    return directory.addresses();
  }

  @Override
  public void end(Set<String> addresses) {
    var _ =
        sessions.end(
            new Selection.OfAddresses(addresses), CloseReason.BANNED, CloseReason.BANNED.text());
  }
}
