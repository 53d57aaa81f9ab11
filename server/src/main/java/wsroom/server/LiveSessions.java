package wsroom.server;

import java.util.Set;
import wsroom.moderation.OnlineUsers;
import wsroom.room.membership.RoomAuthority;
import wsroom.session.CloseReason;
import wsroom.session.Selection;
import wsroom.session.Sessions;

/// The addresses that are online on this server, for the sweeps that end the sessions of banned
/// ones.
record LiveSessions(RoomAuthority authority, Sessions sessions) implements OnlineUsers {

  @Override
  public Set<String> addresses() {
    return authority.addressesHere();
  }

  @Override
  public void end(Set<String> addresses) {
    var _ =
        sessions.end(
            new Selection.OfAddresses(addresses), CloseReason.BANNED, CloseReason.BANNED.text());
  }
}
