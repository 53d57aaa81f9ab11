package wsroom;

import java.util.Set;
import wsroom.ban.Attendance;
import wsroom.room.PeerDirectory;
import wsroom.session.CloseReason;
import wsroom.session.Selection;
import wsroom.session.Sessions;

/// Who is here, for those who find out that some must not be.
record LiveSessions(PeerDirectory directory, Sessions sessions) implements Attendance {

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
