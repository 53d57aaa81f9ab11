package wsroom.session;

import java.util.List;
import java.util.function.Consumer;
import wsroom.packet.AnnouncerPackets;
import wsroom.websocket.IoThread;

/// Says something to some peers of one I/O thread, as an announcer: it joins and shows its profile,
/// says its text a moment later, and leaves again. Some clients ignore a chat whose sender has not
/// joined, and some a chat whose sender's profile they have not worked through.
///
/// The announcer is no member: it takes no seat, and clients that join meanwhile do not see it.
///
/// Confined to that I/O thread.
final class Announcement {
  /// Clients work profiles through in the next frame or two.
  static final long CHAT_MILLIS = 1_500;

  /// Long enough that a bubble over its head can be seen.
  static final long LEAVE_MILLIS = 6_500;

  private Announcement() {}

  /// @param alias of the announcer, given to nobody else
  /// @param timeMillis since 1970
  /// @param audience sends a packet, reliably, to those who are there when it is called
  static void start(
      IoThread thread,
      AnnouncerPackets packets,
      int alias,
      String text,
      long timeMillis,
      Consumer<List<byte[]>> audience) {
    audience.accept(
        List.of(packets.join(alias), packets.profileVersion(alias), packets.profile(alias)));
    thread.executeAfter(
        () -> audience.accept(List.of(packets.chat(alias, text, timeMillis))), CHAT_MILLIS);
    thread.executeAfter(() -> audience.accept(List.of(packets.leave(alias))), LEAVE_MILLIS);
  }
}
