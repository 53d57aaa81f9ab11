package wsroom.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Parses a client's byte stream into frames and messages, and reports a violation of RFC 6455 at
/// the first byte that shows it.
///
/// Frames are parsed in place, in the I/O thread's buffer. The reader keeps only an incomplete
/// frame, the fragments of a message, and a [postponed][#postpone] message with the bytes after it.
///
/// Confined to the connection's I/O thread.
final class FrameReader {
  private static final byte[] EMPTY = new byte[0];
  private static final int FIN = 0x80;
  private static final int RESERVED_BITS = 0x70;
  private static final int OPCODE_BITS = 0x0F;
  private static final int MASKED = 0x80;
  private static final int MASK_BYTES = 4;
  private static final int MIN_PARTIAL_BYTES = 256;

  /// Receives the parsed frames. Buffers are valid only during the call, between position and
  /// limit.
  interface Sink {
    /// Whether text messages are accepted.
    boolean acceptsText();

    void onMessage(boolean text, ByteBuffer payload);

    void onPing(ByteBuffer payload);

    void onPong();

    /// A fragment of a message was received.
    void onFragment();

    void onClose(ByteBuffer payload);

    /// The stream violates the protocol; the reader has stopped.
    void onViolation(int closeCode, String what);
  }

  private final Sink sink;
  private int maxMessageBytes;
  private boolean stopped;

  // An incomplete frame.
  private byte[] partial = EMPTY;
  private int partialLength;

  // The fragments of a message so far, and the opcode of its first; 0 between messages.
  private byte[] message = EMPTY;
  private int messageLength;
  private int messageOpcode;
  private @Nullable Utf8Validator utf8;

  // The postponed message; null if there is none.
  private byte @Nullable [] postponed;
  private boolean postponedIsText;
  private boolean postponing;

  private long framesRead;

  // The header of the current frame, set by parseHeader.
  private int opcode;
  private boolean fin;
  private int headerLength;
  private int payloadLength;

  FrameReader(Sink sink, int maxMessageBytes) {
    this.sink = sink;
    this.maxMessageBytes = maxMessageBytes;
  }

  void setMaxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
  }

  /// Stops parsing and discards the rest of the stream.
  void stop() {
    stopped = true;
    partial = EMPTY;
    partialLength = 0;
    message = EMPTY;
    postponed = null;
    postponing = false;
  }

  /// Keeps the message being delivered, and everything after it, for [#resume]. Called by the sink
  /// during the delivery; parsing stops after it.
  void postpone() {
    postponing = true;
  }

  /// Whether a message is postponed.
  boolean isPostponing() {
    return postponing;
  }

  /// Delivers the postponed message again, then parses what followed it.
  void resume() {
    byte[] message = postponed;
    if (message == null) {
      return;
    }
    postponed = null;
    postponing = false;
    deliver(postponedIsText, ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()));
    if (!stopped && !postponing && partialLength > 0) {
      ByteBuffer rest = ByteBuffer.wrap(partial, 0, partialLength).order(ByteOrder.nativeOrder());
      partial = EMPTY;
      partialLength = 0;
      read(rest);
    }
  }

  /// Whether the current frame is the first of a fragmented message. Valid during
  /// [Sink#onFragment].
  boolean isFirstFragment() {
    return opcode != Opcode.CONTINUATION;
  }

  /// Whether a fragmented message is incomplete.
  boolean isInMessage() {
    return messageOpcode != 0;
  }

  /// Parses everything in the buffer, whose content it may change.
  void read(ByteBuffer in) {
    if (partialLength > 0) {
      completePartial(in);
    }
    while (!stopped && !postponing && in.hasRemaining()) {
      if (!parseHeader(in, in.position(), in.remaining())) {
        keepPartial(in);
        return;
      }
      if (stopped) {
        return;
      }
      int frameEnd = in.position() + headerLength + payloadLength;
      if (frameEnd > in.limit()) {
        keepPartial(in);
        return;
      }
      dispatch(in, in.position());
      in.position(frameEnd);
    }
    if (postponing && in.hasRemaining()) {
      keepPartial(in);
    }
  }

  /// How many complete frames have been parsed.
  long framesRead() {
    return framesRead;
  }

  /// Bytes kept for an incomplete frame or message, or a postponed one.
  int bufferedBytes() {
    return partial.length + message.length + (postponed == null ? 0 : postponed.length);
  }

  private void completePartial(ByteBuffer in) {
    while (true) {
      ByteBuffer frame = ByteBuffer.wrap(partial).order(ByteOrder.nativeOrder());
      boolean headerKnown = parseHeader(frame, 0, partialLength);
      if (stopped) {
        return;
      }
      int wanted = headerKnown ? headerLength + payloadLength : headerLength;
      if (headerKnown && partialLength == wanted) {
        partial = EMPTY;
        partialLength = 0;
        dispatch(frame, 0);
        return;
      }
      if (!in.hasRemaining()) {
        return;
      }
      int taken = Math.min(wanted - partialLength, in.remaining());
      growPartial(partialLength + taken, wanted);
      in.get(partial, partialLength, taken);
      partialLength += taken;
    }
  }

  private void keepPartial(ByteBuffer in) {
    if (stopped) {
      return;
    }
    int length = in.remaining();
    growPartial(length, length);
    in.get(partial, 0, length);
    partialLength = length;
  }

  /// Grows with the bytes received, not with the length claimed in the header.
  private void growPartial(int needed, int claimed) {
    if (partial.length < needed) {
      int doubled = Math.max(MIN_PARTIAL_BYTES, 2 * partial.length);
      partial = Arrays.copyOf(partial, Math.max(needed, Math.min(doubled, claimed)));
    }
  }

  /// Parses the header at an index. Returns false if it is incomplete; then `headerLength` is its
  /// length as far as known. A violation stops the reader.
  private boolean parseHeader(ByteBuffer in, int at, int available) {
    if (available < 2) {
      headerLength = 2;
      return false;
    }
    int first = in.get(at) & 0xFF;
    int second = in.get(at + 1) & 0xFF;
    fin = (first & FIN) != 0;
    opcode = first & OPCODE_BITS;
    if (!firstBytesAreLegal(first, second)) {
      return true;
    }
    int length = second & ~MASKED;
    int lengthBytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    headerLength = 2 + lengthBytes + MASK_BYTES;
    if (available < headerLength) {
      return false;
    }
    long payload = length;
    if (lengthBytes > 0) {
      payload = bigEndian(in, at + 2, lengthBytes);
      if (payload < 0 || payload < (lengthBytes == 2 ? 126 : 65_536)) {
        violation(CloseCode.PROTOCOL_ERROR, "a length not in its shortest form");
        return true;
      }
    }
    int before = Opcode.isControl(opcode) ? 0 : messageLength;
    if (payload > maxMessageBytes - before && !Opcode.isControl(opcode)) {
      violation(CloseCode.MESSAGE_TOO_BIG, "a message of more than " + maxMessageBytes + " bytes");
      return true;
    }
    payloadLength = (int) payload;
    return true;
  }

  private boolean firstBytesAreLegal(int first, int second) {
    if ((first & RESERVED_BITS) != 0) {
      return violation(CloseCode.PROTOCOL_ERROR, "a reserved bit that no extension explains");
    }
    if ((second & MASKED) == 0) {
      return violation(CloseCode.PROTOCOL_ERROR, "a frame without a mask");
    }
    return switch (opcode) {
      case Opcode.CONTINUATION ->
          messageOpcode != 0 || violation(CloseCode.PROTOCOL_ERROR, "a continuation of no message");
      case Opcode.TEXT, Opcode.BINARY -> {
        if (messageOpcode != 0) {
          yield violation(CloseCode.PROTOCOL_ERROR, "a message inside another");
        }
        yield opcode == Opcode.BINARY
            || sink.acceptsText()
            || violation(CloseCode.UNSUPPORTED_DATA, "a text message");
      }
      case Opcode.CLOSE, Opcode.PING, Opcode.PONG ->
          (fin && (second & ~MASKED) <= Frames.MAX_CONTROL_BYTES)
              || violation(CloseCode.PROTOCOL_ERROR, "a control frame too long or in fragments");
      default -> violation(CloseCode.PROTOCOL_ERROR, "a reserved opcode");
    };
  }

  private boolean violation(int closeCode, String what) {
    stop();
    sink.onViolation(closeCode, what);
    return false;
  }

  private static long bigEndian(ByteBuffer in, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (in.get(at + i) & 0xFF);
    }
    return value;
  }

  /// Handles the frame whose header has been parsed, at an index of a buffer that contains all of
  /// it.
  private void dispatch(ByteBuffer in, int at) {
    framesRead++;
    int start = at + headerLength;
    int end = start + payloadLength;
    Masking.unmask(in, start, end, in.getInt(start - MASK_BYTES));
    int limit = in.limit();
    int position = in.position();
    in.limit(end).position(start);
    switch (opcode) {
      case Opcode.PING -> sink.onPing(in);
      case Opcode.PONG -> sink.onPong();
      case Opcode.CLOSE -> {
        stop();
        sink.onClose(in);
      }
      default -> dispatchData(in);
    }
    in.limit(limit).position(position);
  }

  private void dispatchData(ByteBuffer payload) {
    if (fin && opcode == Opcode.BINARY) {
      deliver(false, payload);
      return;
    }
    if (opcode != Opcode.CONTINUATION) {
      messageOpcode = opcode;
      messageLength = 0;
      utf8 = opcode == Opcode.TEXT ? new Utf8Validator() : null;
    }
    if (utf8 != null && !utf8.accept(payload, fin)) {
      violation(CloseCode.INVALID_PAYLOAD, "a text that is not UTF-8");
      return;
    }
    appendFragment(payload);
    sink.onFragment();
    if (fin) {
      ByteBuffer whole = ByteBuffer.wrap(message, 0, messageLength).order(ByteOrder.nativeOrder());
      boolean text = messageOpcode == Opcode.TEXT;
      message = EMPTY;
      messageLength = 0;
      messageOpcode = 0;
      deliver(text, whole);
    }
  }

  private void deliver(boolean text, ByteBuffer payload) {
    int start = payload.position();
    int end = payload.limit();
    sink.onMessage(text, payload);
    if (postponing) {
      byte[] kept = new byte[end - start];
      payload.limit(end).get(start, kept);
      postponed = kept;
      postponedIsText = text;
    }
  }

  private void appendFragment(ByteBuffer payload) {
    int length = payload.remaining();
    if (message.length < messageLength + length) {
      int doubled = Math.min(2 * message.length, maxMessageBytes);
      message = Arrays.copyOf(message, Math.max(messageLength + length, doubled));
    }
    payload.get(message, messageLength, length);
    messageLength += length;
  }
}
