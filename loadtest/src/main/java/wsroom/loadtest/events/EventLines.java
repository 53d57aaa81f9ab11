package wsroom.loadtest.events;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import wsroom.proto.events.v1.Envelope;
import wsroom.proto.events.v1.Gap;
import wsroom.proto.events.v1.PeerJoined;
import wsroom.proto.events.v1.PeerKicked;
import wsroom.proto.events.v1.PeerLeft;
import wsroom.proto.events.v1.PeerRefused;
import wsroom.proto.events.v1.RequestRefused;
import wsroom.proto.events.v1.RoomCreated;
import wsroom.proto.events.v1.RoomGone;

/// Formats an event as `2026-01-02 12:00:00.000 #17 peer.left plaza session 5 0x… (unresponsive)`.
///
/// @param zone of the timestamps
public record EventLines(ZoneId zone) implements EventFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  /// A message of the tool itself, with a timestamp.
  public String note(Instant now, String text) {
    return TIME.format(now.atZone(zone)) + " " + text.replaceAll("\\p{Cntrl}", "·");
  }

  @Override
  public String line(Envelope envelope) throws InvalidProtocolBufferException {
    var header = envelope.getHeader();
    String text =
        "%s #%d %s%s"
            .formatted(
                TIME.format(Instant.ofEpochMilli(header.getTimeMs()).atZone(zone)),
                header.getSequence(),
                header.getTopic(),
                details(envelope.getEvent()));
    // Some of it is chosen by clients: control characters could take over the terminal.
    return text.replaceAll("\\p{Cntrl}", "·");
  }

  private static String details(Any event) throws InvalidProtocolBufferException {
    return switch (EventFormat.type(event)) {
      case "RoomCreated" -> {
        var created = event.unpack(RoomCreated.class);
        yield session(created.getRoomId(), created.getSessionId());
      }
      case "RoomGone" -> {
        var gone = event.unpack(RoomGone.class);
        yield session(gone.getRoomId(), gone.getSessionId());
      }
      case "PeerJoined" -> {
        var joined = event.unpack(PeerJoined.class);
        yield session(joined.getRoomId(), joined.getSessionId())
            + " %s as %d".formatted(joined.getAddress(), joined.getAlias());
      }
      case "PeerLeft" -> {
        var left = event.unpack(PeerLeft.class);
        yield session(left.getRoomId(), left.getSessionId())
            + " %s (%s)".formatted(left.getAddress(), left.getReason());
      }
      case "PeerKicked" -> {
        var kicked = event.unpack(PeerKicked.class);
        yield session(kicked.getRoomId(), kicked.getSessionId())
            + " %s (%s): %s".formatted(kicked.getAddress(), kicked.getReason(), kicked.getText());
      }
      case "PeerRefused" -> {
        var refused = event.unpack(PeerRefused.class);
        String claimed =
            refused.getClaimedAddress().isEmpty() ? "nobody" : refused.getClaimedAddress();
        yield session(refused.getRoomId(), refused.getSessionId())
            + " claiming to be %s (%s): %s"
                .formatted(claimed, refused.getReason(), refused.getText());
      }
      case "RequestRefused" -> {
        var refused = event.unpack(RequestRefused.class);
        yield " %s %s, %d times (%s): %s"
            .formatted(
                refused.getRoomId().isEmpty() ? "several rooms" : refused.getRoomId(),
                refused.getWay(),
                refused.getCount(),
                refused.getReason(),
                refused.getText());
      }
      case "Gap" -> {
        var gap = event.unpack(Gap.class);
        yield " events %d to %d were lost".formatted(gap.getFrom(), gap.getTo());
      }
      // An event type of a newer server.
      default -> " " + event.getTypeUrl();
    };
  }

  private static String session(String room, long session) {
    return " %s session %d".formatted(room, session);
  }
}
