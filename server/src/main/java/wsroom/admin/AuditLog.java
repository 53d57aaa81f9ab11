package wsroom.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One line in the log for each act: who did what, and why. What it was done to is in the field
/// that other lines have it in, `address` or `room`, so that one search finds both.
final class AuditLog {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  private AuditLog() {}

  /// An act on an address.
  static void onAddress(Operator who, String act, String address, ActionRequest details) {
    write(line(act).addKeyValue("address", address), who, details);
  }

  /// An act on a room.
  static void onRoom(Operator who, String act, String roomId, ActionRequest details) {
    write(line(act).addKeyValue("room", roomId), who, details);
  }

  /// An act on the server as a whole.
  static void onServer(Operator who, String act, ActionRequest details) {
    write(line(act), who, details);
  }

  private static LoggingEventBuilder line(String act) {
    return log.atInfo().addKeyValue("act", act);
  }

  private static void write(LoggingEventBuilder begun, Operator who, ActionRequest details) {
    LoggingEventBuilder line =
        begun
            .addKeyValue("operator", who.name())
            .addKeyValue("from", who.address().getHostAddress());
    if (details.duration().isPresent()) {
      line = line.addKeyValue("seconds", details.duration().get().toSeconds());
    }
    line.addKeyValue("reason", details.reason()).log("an operator acts:");
  }
}
