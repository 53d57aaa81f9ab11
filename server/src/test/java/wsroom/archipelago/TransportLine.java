package wsroom.archipelago;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import wsroom.proto.archipelago.TransportAuthorizationRequest;
import wsroom.proto.archipelago.TransportAuthorizationResponse;
import wsroom.proto.archipelago.TransportHeartbeat;
import wsroom.proto.archipelago.TransportInit;
import wsroom.proto.archipelago.TransportMessage;

/// A transport's link from the registry's side: frames and messages.
///
/// Written by one thread, and read by another.
public final class TransportLine {
  private static final int FEW = 3;
  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int FINAL = 0x80;

  private final Socket socket;
  private final BlockingQueue<TransportMessage> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<ByteBuffer> pongs = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  TransportLine(Socket socket) {
    this.socket = socket;
  }

  // --- Receiving ---

  public TransportInit hearsInit() throws InterruptedException {
    TransportMessage message = hears();
    assertThat(message.hasInit()).as("%s", message).isTrue();
    return message.getInit();
  }

  public TransportHeartbeat hearsHeartbeat() throws InterruptedException {
    TransportMessage message = hears();
    assertThat(message.hasHeartbeat()).as("%s", message).isTrue();
    return message.getHeartbeat();
  }

  /// Skips earlier messages, until a heartbeat has these figures.
  public void awaitsHeartbeat(int seats, int users) throws InterruptedException {
    TransportHeartbeat expected =
        TransportHeartbeat.newBuilder().setAvailableSeats(seats).setUsersCount(users).build();
    TransportHeartbeat next = hearsHeartbeat();
    for (int i = 1; i < FEW && !next.equals(expected); i++) {
      next = hearsHeartbeat();
    }
    assertThat(next).isEqualTo(expected);
  }

  /// Skips messages until a heartbeat has no seats, whatever its number of users.
  public void awaitsNoSeats() throws InterruptedException {
    TransportHeartbeat next = hearsHeartbeat();
    for (int i = 1; i < FEW && next.getAvailableSeats() > 0; i++) {
      next = hearsHeartbeat();
    }
    assertThat(next.getAvailableSeats()).isZero();
  }

  /// The next answer; init and heartbeats may precede it.
  public TransportAuthorizationResponse hearsAnswer() throws InterruptedException {
    TransportMessage message = hears();
    while (!message.hasAuthResponse()) {
      message = hears();
    }
    return message.getAuthResponse();
  }

  public TransportMessage hears() throws InterruptedException {
    return SocketRegistry.soon(heard, "something is said");
  }

  public ByteBuffer hearsPong() throws InterruptedException {
    return SocketRegistry.soon(pongs, "a pong comes");
  }

  /// The pong for a ping of one byte.
  public ByteBuffer hearsPongTo(int content) throws InterruptedException {
    pings((byte) content);
    return hearsPong();
  }

  /// The code with which the transport closes the link.
  public int closeCode() throws Exception {
    return closeCode.get(SocketRegistry.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// Waits until the transport has closed the connection.
  public void isGone() throws Exception {
    gone.get(SocketRegistry.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  // --- Sending ---

  public void asks(String requestId, String roomId, List<String> userIds) {
    says(request(requestId, roomId, userIds));
  }

  public static byte[] request(String requestId, String roomId, List<String> userIds) {
    return TransportMessage.newBuilder()
        .setAuthRequest(
            TransportAuthorizationRequest.newBuilder()
                .setRequestId(requestId)
                .setRoomId(roomId)
                .addAllUserIds(userIds))
        .build()
        .toByteArray();
  }

  public void says(byte[] message) {
    writes(frame(FINAL | BINARY, message));
  }

  /// In two fragments, with a ping between them, one byte of the socket at a time.
  public void saysInPieces(byte[] message) {
    int half = message.length / 2;
    for (byte[] frame :
        List.of(
            frame(BINARY, Arrays.copyOf(message, half)),
            frame(FINAL | PING, new byte[] {7}),
            frame(FINAL | CONTINUATION, Arrays.copyOfRange(message, half, message.length)))) {
      for (byte octet : frame) {
        writes(new byte[] {octet});
      }
    }
  }

  public void saysText(String text) {
    writes(frame(FINAL | TEXT, text.getBytes(UTF_8)));
  }

  public void pings(byte... content) {
    writes(frame(FINAL | PING, content));
  }

  /// A frame that RFC 6455 does not allow: a reserved opcode.
  public void breaksTheProtocol() {
    writes(frame(FINAL | 0x5, new byte[] {1}));
  }

  /// Closes as Archipelago's library does: without a code.
  public void closes() {
    writes(frame(FINAL | CLOSE, new byte[0]));
  }

  /// Cuts the connection, without a close frame.
  public void cuts() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private void writes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] frame(int first, byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(10 + content.length);
    frame.put((byte) first);
    if (content.length < 126) {
      frame.put((byte) content.length);
    } else if (content.length <= 0xFFFF) {
      frame.put((byte) 126).putShort((short) content.length);
    } else {
      frame.put((byte) 127).putLong(content.length);
    }
    frame.put(content).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  // --- Reading ---

  void readUntilItEnds() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        read(in);
      }
    } catch (IOException over) {
      gone.complete(null);
      closeCode.completeExceptionally(over);
    }
  }

  private void read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    if ((second & 0x80) == 0 || (first & FINAL) == 0) {
      throw new IOException("a client's frames are masked, and these ones whole");
    }
    long length =
        switch (second & 0x7F) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> second & 0x7F;
        };
    byte[] mask = in.readNBytes(4);
    byte[] content = in.readNBytes((int) length);
    if (content.length < length) {
      throw new EOFException();
    }
    for (int i = 0; i < content.length; i++) {
      content[i] ^= mask[i & 3];
    }
    switch (first & 0xF) {
      case BINARY -> heard.add(TransportMessage.parseFrom(content));
      case PONG -> pongs.add(ByteBuffer.wrap(content));
      case CLOSE -> {
        if (closeCode.complete(
            content.length < 2 ? 1005 : (content[0] & 0xFF) << 8 | (content[1] & 0xFF))) {
          writes(frame(FINAL | CLOSE, content));
        }
      }
      default -> throw new IOException("a frame of kind " + (first & 0xF));
    }
  }
}
