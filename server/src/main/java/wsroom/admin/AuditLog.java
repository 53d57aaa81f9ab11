package wsroom.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Logs each operator's action: operator, action, target, reason. The target is in the field that
/// other lines use, `address` or `room`, so that one search finds both.
final class AuditLog {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  private AuditLog() {}

  /// An action on an address.
  static void onAddress(Operator operator, String action, String address, ActionRequest details) {
    write(line(action).addKeyValue("address", address), operator, details);
  }

  /// An action on an address in a room.
  static void onPeer(
      Operator operator, String action, String address, String roomId, ActionRequest details) {
    write(
        line(action).addKeyValue("address", address).addKeyValue("room", roomId),
        operator,
        details);
  }

  /// An action on a room.
  static void onRoom(Operator operator, String action, String roomId, ActionRequest details) {
    write(line(action).addKeyValue("room", roomId), operator, details);
  }

  /// An action on the server as a whole.
  static void onServer(Operator operator, String action, ActionRequest details) {
    write(line(action), operator, details);
  }

  /// Something was said.
  ///
  /// @param address that it was said to; empty for all
  /// @param roomId that it was said in; empty for all
  static void said(Operator operator, String address, String roomId, String text) {
    LoggingEventBuilder said = line("say");
    if (!address.isEmpty()) {
      said = said.addKeyValue("address", address);
    }
    if (!roomId.isEmpty()) {
      said = said.addKeyValue("room", roomId);
    }
    said.addKeyValue("operator", operator.name())
        .addKeyValue("from", operator.address().getHostAddress())
        .addKeyValue("text", text)
        .log("operator action:");
  }

  private static LoggingEventBuilder line(String action) {
    return log.atInfo().addKeyValue("act", action);
  }

  private static void write(LoggingEventBuilder action, Operator operator, ActionRequest details) {
    LoggingEventBuilder line =
        action
            .addKeyValue("operator", operator.name())
            .addKeyValue("from", operator.address().getHostAddress());
    if (details.duration().isPresent()) {
      line = line.addKeyValue("seconds", details.duration().get().toSeconds());
    }
    line.addKeyValue("reason", details.reason()).log("operator action:");
  }
}
