package wsroom.session;

import java.util.Locale;
import wsroom.websocket.CloseCode;
import wsroom.websocket.ConnectionEnd;

/// Every way in which a session ends: what the client is told, what the log says, and how metrics
/// count it.
public enum CloseReason {
  CLOSED_BY_PEER(CloseCode.NORMAL, "closed by the client", Return.FREE),
  CONNECTION_LOST(CloseCode.ABNORMAL, "connection lost", Return.FREE),
  PROTOCOL_VIOLATION(CloseCode.PROTOCOL_ERROR, "WebSocket protocol violation", Return.USELESS),
  INCOMPLETE_MESSAGE(
      CloseCode.POLICY_VIOLATION, "fragmented message not completed in time", Return.FREE),
  TEXT_MESSAGE(CloseCode.UNSUPPORTED_DATA, "packets are binary messages", Return.USELESS),
  MESSAGE_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "message too big", Return.USELESS),
  MALFORMED_PACKET(CloseCode.INVALID_PAYLOAD, "not a packet", Return.USELESS),
  UNEXPECTED_PACKET(
      CloseCode.POLICY_VIOLATION, "unexpected packet in the handshake", Return.USELESS),
  INVALID_ADDRESS(CloseCode.POLICY_VIOLATION, "not an Ethereum address", Return.USELESS),
  AUTH_CHAIN_REJECTED(CloseCode.POLICY_VIOLATION, "the auth chain proves nothing", Return.USELESS),
  IDENTITY_EXPIRED(
      CloseCode.POLICY_VIOLATION, "this session has expired: sign in again", Return.USELESS),
  WRONG_OWNER(CloseCode.POLICY_VIOLATION, "the auth chain is of another address", Return.USELESS),
  WRONG_TOKEN(
      CloseCode.POLICY_VIOLATION, "the access token is for another address", Return.USELESS),
  BANNED(CloseCode.POLICY_VIOLATION, "this address is banned", Return.USELESS),
  KICKED(CloseCode.POLICY_VIOLATION, "kicked by an operator", Return.LATER),
  ROOM_CLOSED(CloseCode.POLICY_VIOLATION, "the room is closed", Return.LATER),
  HANDSHAKE_TIMEOUT(CloseCode.POLICY_VIOLATION, "the handshake took too long", Return.FREE),
  VERIFICATION_UNAVAILABLE(
      CloseCode.TRY_AGAIN_LATER, "the auth chain cannot be verified now", Return.LATER),
  VERIFICATION_BUSY(CloseCode.TRY_AGAIN_LATER, "too many logins at once", Return.LATER),
  ROOM_FULL(CloseCode.TRY_AGAIN_LATER, "the room is full", Return.LATER),
  ALREADY_CONNECTED(CloseCode.POLICY_VIOLATION, "this address is already connected", Return.LATER),
  TAKEN_OVER(CloseCode.POLICY_VIOLATION, "the same address connected elsewhere", Return.USELESS),
  SERVER_FULL(CloseCode.TRY_AGAIN_LATER, "the server is full", Return.LATER),
  TOO_MANY_HANDSHAKES(
      CloseCode.TRY_AGAIN_LATER, "too many connections are just coming in", Return.LATER),
  TOO_MANY_UNKNOWN_PACKETS(CloseCode.POLICY_VIOLATION, "too many unknown packets", Return.USELESS),
  TOO_MANY_FRAMES(CloseCode.POLICY_VIOLATION, "too many frames", Return.USELESS),
  BACKLOG_OVERFLOW(
      CloseCode.TRY_AGAIN_LATER, "reads too slowly: its backlog overflowed", Return.LATER),
  NO_PROGRESS(CloseCode.TRY_AGAIN_LATER, "reads too slowly: no progress in time", Return.LATER),
  BELOW_LEAST_PACE(
      CloseCode.TRY_AGAIN_LATER, "reads too slowly: below the least pace", Return.LATER),
  BACKLOG_MEMORY(
      CloseCode.TRY_AGAIN_LATER,
      "reads too slowly while backlogs are short of memory",
      Return.LATER),
  SERVER_BEHIND(CloseCode.TRY_AGAIN_LATER, "the server cannot keep up", Return.LATER),
  UNRESPONSIVE(CloseCode.GOING_AWAY, "no sign of life", Return.FREE),
  SHUTDOWN(CloseCode.GOING_AWAY, "the server is going away", Return.LATER),
  INTERNAL_ERROR(CloseCode.INTERNAL_ERROR, "internal error", Return.LATER);

  /// Whether it makes sense for the client to come back.
  public enum Return {
    /// At once, if it likes.
    FREE,
    /// After a pause.
    LATER,
    /// Not without a change: it would meet the same end.
    USELESS
  }

  private final int code;
  private final String text;
  private final Return reconnect;

  CloseReason(int code, String text, Return reconnect) {
    this.code = code;
    this.text = text;
    this.reconnect = reconnect;
  }

  /// The close code that the client gets, where there is still someone to get it.
  public int code() {
    return code;
  }

  /// What the client is told in words.
  public String text() {
    return text;
  }

  public Return reconnect() {
    return reconnect;
  }

  /// Whether the client is told by a `WsKicked` packet before the close: where it can do something
  /// about it, or a person should read why.
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

  /// Whether the room first sends what it has said so far: to a peer that reads, and is sent away
  /// in the middle of the talk.
  boolean flushesFirst() {
    return switch (this) {
      case TAKEN_OVER, BANNED, KICKED, ROOM_CLOSED, SHUTDOWN, MESSAGE_TOO_BIG, MALFORMED_PACKET ->
          true;
      default -> false;
    };
  }

  /// Whether the peer read too slowly: what waits for it is discarded, so that it hears at once.
  boolean isSlowConsumer() {
    return switch (this) {
      case BACKLOG_OVERFLOW, NO_PROGRESS, BELOW_LEAST_PACE, BACKLOG_MEMORY -> true;
      default -> false;
    };
  }

  /// The reason when a connection ends by itself.
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

  /// Whether the client itself went, or was lost.
  boolean isByClient() {
    return this == CLOSED_BY_PEER || this == CONNECTION_LOST;
  }

  /// The value of the metrics' tag.
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
