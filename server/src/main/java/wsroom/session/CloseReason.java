package wsroom.session;

import java.util.Locale;
import wsroom.room.membership.Denial;
import wsroom.websocket.CloseCode;
import wsroom.websocket.ConnectionEnd;

/// Every way in which a session ends, with its close code, its text for the client and the log, and
/// its tag in metrics.
public enum CloseReason {
  CLOSED_BY_PEER(CloseCode.NORMAL, "closed by the client", Reconnect.FREE),
  CONNECTION_LOST(CloseCode.ABNORMAL, "connection lost", Reconnect.FREE),
  PROTOCOL_VIOLATION(CloseCode.PROTOCOL_ERROR, "WebSocket protocol violation", Reconnect.USELESS),
  INCOMPLETE_MESSAGE(
      CloseCode.POLICY_VIOLATION, "fragmented message not completed in time", Reconnect.FREE),
  TEXT_MESSAGE(CloseCode.UNSUPPORTED_DATA, "packets are binary messages", Reconnect.USELESS),
  MESSAGE_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "message too big", Reconnect.USELESS),
  MALFORMED_PACKET(CloseCode.INVALID_PAYLOAD, "not a packet", Reconnect.USELESS),
  UNEXPECTED_PACKET(
      CloseCode.POLICY_VIOLATION, "unexpected packet in the handshake", Reconnect.USELESS),
  INVALID_ADDRESS(CloseCode.POLICY_VIOLATION, "not an Ethereum address", Reconnect.USELESS),
  AUTH_CHAIN_REJECTED(CloseCode.POLICY_VIOLATION, "invalid auth chain", Reconnect.USELESS),
  IDENTITY_EXPIRED(
      CloseCode.POLICY_VIOLATION, "this session has expired: sign in again", Reconnect.USELESS),
  WRONG_OWNER(
      CloseCode.POLICY_VIOLATION, "the auth chain is of another address", Reconnect.USELESS),
  WRONG_TOKEN(
      CloseCode.POLICY_VIOLATION, "the access token is for another address", Reconnect.USELESS),
  BANNED(CloseCode.POLICY_VIOLATION, "this address is banned", Reconnect.USELESS),
  KICKED(CloseCode.POLICY_VIOLATION, "kicked by an operator", Reconnect.LATER),
  ROOM_CLOSED(CloseCode.POLICY_VIOLATION, "the room is closed", Reconnect.LATER),
  HANDSHAKE_TIMEOUT(CloseCode.POLICY_VIOLATION, "the handshake took too long", Reconnect.FREE),
  VERIFICATION_UNAVAILABLE(
      CloseCode.TRY_AGAIN_LATER, "the auth chain cannot be verified now", Reconnect.LATER),
  VERIFICATION_BUSY(CloseCode.TRY_AGAIN_LATER, "too many logins at once", Reconnect.LATER),
  ROOM_FULL(CloseCode.TRY_AGAIN_LATER, Denial.ROOM_FULL.text(), Reconnect.LATER),
  ALREADY_CONNECTED(CloseCode.POLICY_VIOLATION, Denial.ALREADY_CONNECTED.text(), Reconnect.LATER),
  SEATS_UNAVAILABLE(CloseCode.TRY_AGAIN_LATER, Denial.UNAVAILABLE.text(), Reconnect.LATER),
  TAKEN_OVER(CloseCode.POLICY_VIOLATION, "the same address connected elsewhere", Reconnect.USELESS),
  SERVER_FULL(CloseCode.TRY_AGAIN_LATER, "the server is full", Reconnect.LATER),
  TOO_MANY_HANDSHAKES(
      CloseCode.TRY_AGAIN_LATER, "too many connections are just coming in", Reconnect.LATER),
  TOO_MANY_UNKNOWN_PACKETS(
      CloseCode.POLICY_VIOLATION, "too many unknown packets", Reconnect.USELESS),
  TOO_MANY_FRAMES(CloseCode.POLICY_VIOLATION, "too many frames", Reconnect.USELESS),
  BACKLOG_OVERFLOW(
      CloseCode.TRY_AGAIN_LATER, "reads too slowly: its backlog overflowed", Reconnect.LATER),
  NO_PROGRESS(CloseCode.TRY_AGAIN_LATER, "reads too slowly: no progress in time", Reconnect.LATER),
  BELOW_LEAST_PACE(
      CloseCode.TRY_AGAIN_LATER, "reads too slowly: below the least pace", Reconnect.LATER),
  BACKLOG_MEMORY(
      CloseCode.TRY_AGAIN_LATER,
      "reads too slowly while backlogs are short of memory",
      Reconnect.LATER),
  SERVER_BEHIND(CloseCode.TRY_AGAIN_LATER, "the server cannot keep up", Reconnect.LATER),
  UNRESPONSIVE(CloseCode.GOING_AWAY, "ping timeout", Reconnect.FREE),
  SHUTDOWN(CloseCode.GOING_AWAY, "the server is going away", Reconnect.LATER),
  INTERNAL_ERROR(CloseCode.INTERNAL_ERROR, "internal error", Reconnect.LATER);

  /// Whether the client should reconnect.
  public enum Reconnect {
    /// At once, if it likes.
    FREE,
    /// After a pause.
    LATER,
    /// Not without a change: the session would end the same way.
    USELESS
  }

  private final int code;
  private final String text;
  private final Reconnect reconnect;

  CloseReason(int code, String text, Reconnect reconnect) {
    this.code = code;
    this.text = text;
    this.reconnect = reconnect;
  }

  /// The close code that is sent, if the connection still takes one.
  public int code() {
    return code;
  }

  /// The text that the client is sent.
  public String text() {
    return text;
  }

  public Reconnect reconnect() {
    return reconnect;
  }

  /// Whether a `WsKicked` packet precedes the close: for ends that the client can do something
  /// about or a person should read.
  public boolean isKick() {
    return switch (this) {
      case ROOM_FULL,
          ALREADY_CONNECTED,
          TAKEN_OVER,
          IDENTITY_EXPIRED,
          WRONG_TOKEN,
          BANNED,
          KICKED,
          ROOM_CLOSED,
          SERVER_FULL,
          TOO_MANY_HANDSHAKES ->
          true;
      default -> false;
    };
  }

  /// Whether the room's pending batch is flushed to the peer before the close, since the peer reads
  /// and ends by no fault of its connection.
  boolean flushesFirst() {
    return switch (this) {
      case TAKEN_OVER, BANNED, KICKED, ROOM_CLOSED, SHUTDOWN, MESSAGE_TOO_BIG, MALFORMED_PACKET ->
          true;
      default -> false;
    };
  }

  /// Whether the peer is a slow consumer: its backlog is discarded, so that the close is sent at
  /// once.
  boolean isSlowConsumer() {
    return switch (this) {
      case BACKLOG_OVERFLOW, NO_PROGRESS, BELOW_LEAST_PACE, BACKLOG_MEMORY -> true;
      default -> false;
    };
  }

  /// The reason of an end that the connection reports.
  static CloseReason of(ConnectionEnd end) {
    return switch (end) {
      case ConnectionEnd.ClosedByPeer _ -> CLOSED_BY_PEER;
      case ConnectionEnd.Lost _ -> CONNECTION_LOST;
      case ConnectionEnd.Overflowed _ -> BACKLOG_OVERFLOW;
      case ConnectionEnd.BacklogMemoryExceeded _ -> BACKLOG_MEMORY;
      case ConnectionEnd.FramesLost _ -> SERVER_BEHIND;
      case ConnectionEnd.Fault _ -> INTERNAL_ERROR;
      case ConnectionEnd.Violation(int code, String _) ->
          switch (code) {
            case CloseCode.UNSUPPORTED_DATA -> TEXT_MESSAGE;
            case CloseCode.MESSAGE_TOO_BIG -> MESSAGE_TOO_BIG;
            case CloseCode.POLICY_VIOLATION -> INCOMPLETE_MESSAGE;
            default -> PROTOCOL_VIOLATION;
          };
    };
  }

  /// The reason with which a client is rejected that gets no seat.
  static CloseReason of(Denial denial) {
    return switch (denial) {
      case ROOM_FULL -> ROOM_FULL;
      case ALREADY_CONNECTED -> ALREADY_CONNECTED;
      case UNAVAILABLE -> SEATS_UNAVAILABLE;
      case OUT_OF_ALIASES -> INTERNAL_ERROR;
    };
  }

  /// Whether the client disconnected, or its connection was lost.
  public boolean isByClient() {
    return this == CLOSED_BY_PEER || this == CONNECTION_LOST;
  }

  /// The value of the label in metrics.
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
