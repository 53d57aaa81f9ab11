package wsroom.loadtest.fake;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The server side of one WebSocket, blocking.
public final class FakeSocket {
  private static final String KEY_HEADER = "Sec-WebSocket-Key: ";

  private final DataInputStream in;
  private final OutputStream out;

  FakeSocket(Socket socket) throws IOException {
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /// @return the request path
  public String upgrade() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    int key = text.indexOf(KEY_HEADER) + KEY_HEADER.length();
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Protocol: rfc5\r\nSec-WebSocket-Accept: "
            + accept(text.substring(key, text.indexOf('\r', key)))
            + "\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    return text.substring("GET ".length(), text.indexOf(" HTTP"));
  }

  /// The next binary message; other frames are answered or skipped.
  public byte[] read() throws IOException {
    while (true) {
      Frame frame = readFrame();
      byte[] payload = frame.payload.toByteArray();
      if (frame.opcode == 0x8) {
        frame(0x8, payload);
        throw new EOFException("closed");
      }
      if (frame.opcode == 0x2) {
        return payload;
      }
    }
  }

  void send(byte[] payload) throws IOException {
    frame(0x2, payload);
  }

  /// Writes raw bytes, in a packet of their own as far as the kernel allows.
  public void write(int... bytes) throws IOException {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    out.write(raw);
    out.flush();
  }

  /// The next frame of any kind: its opcode and its unmasked payload.
  public Frame readFrame() throws IOException {
    int opcode = in.readUnsignedByte() & 0xf;
    int lengthByte = in.readUnsignedByte();
    if ((lengthByte & 0x80) == 0) {
      throw new IOException("a client's frame without a mask");
    }
    int length = lengthByte & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Frame(opcode, ByteString.copyFrom(payload));
  }

  /// A frame from a client.
  public record Frame(int opcode, ByteString payload) {}

  private synchronized void frame(int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
