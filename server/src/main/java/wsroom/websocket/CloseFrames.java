package wsroom.websocket;

import java.nio.ByteBuffer;

/// Decodes the payload of a close frame (RFC 6455, section 5.5.1): empty, or a code and a reason.
final class CloseFrames {
  private CloseFrames() {}

  /// The peer's close code, 1005 for none. The payload is not consumed.
  static int code(ByteBuffer payload) {
    if (payload.remaining() < 2) {
      return CloseCode.NO_STATUS;
    }
    int at = payload.position();
    return (payload.get(at) & 0xFF) << 8 | (payload.get(at + 1) & 0xFF);
  }

  /// The code to answer with: the peer's own, or the error in its frame.
  static int answerTo(ByteBuffer payload) {
    if (payload.remaining() == 0) {
      return CloseCode.NO_STATUS;
    }
    int code = code(payload);
    if (payload.remaining() == 1 || !CloseCode.mayBeReceived(code)) {
      return CloseCode.PROTOCOL_ERROR;
    }
    ByteBuffer reason = payload.duplicate().position(payload.position() + 2);
    return new Utf8Validator().accept(reason, true) ? code : CloseCode.INVALID_PAYLOAD;
  }
}
