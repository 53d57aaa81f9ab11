package wsroom.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// A socket that takes as many bytes as it is told to, gives the bytes it is given, and breaks on
/// demand. With a layer like TLS's in it, it can hold back what it has taken.
final class FakeTransport implements Transport {
  private final ArrayDeque<ByteBuffer> incoming = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private boolean endOfStream;
  private boolean broken;
  private boolean faulty;
  private long room = Long.MAX_VALUE;
  private boolean holdsBack;
  private boolean wantsReadable = true;
  private boolean wantsWritable;
  private boolean writesShutDown;
  private boolean closed;
  private int writes;
  private Runnable onClose = () -> {};
  private Runnable onReadAgain = () -> {};

  // --- What the test tells it ---

  void gives(byte[] bytes) {
    incoming.addLast(ByteBuffer.wrap(bytes.clone()));
  }

  void endsStream() {
    endOfStream = true;
  }

  void breaks() {
    broken = true;
  }

  /// Writing fails from now on as no socket should.
  void isFaulty() {
    faulty = true;
  }

  /// From now on takes that many bytes, and no more until it is told again.
  void takes(long bytes) {
    room = bytes;
  }

  void takesEverything() {
    room = Long.MAX_VALUE;
  }

  /// Whether a layer between keeps some of what was taken.
  void holdsBack(boolean some) {
    holdsBack = some;
  }

  /// Whom to tell when the socket is closed, whoever closes it.
  void onClose(Runnable listener) {
    onClose = listener;
  }

  /// Whom to tell when the socket is read again after a pause.
  void onReadAgain(Runnable listener) {
    onReadAgain = listener;
  }

  // --- What the test sees ---

  byte[] written() {
    return written.toByteArray();
  }

  int writtenBytes() {
    return written.size();
  }

  int writes() {
    return writes;
  }

  boolean hasIncoming() {
    return !incoming.isEmpty() || endOfStream;
  }

  boolean wantsReadable() {
    return wantsReadable;
  }

  boolean wantsWritable() {
    return wantsWritable;
  }

  boolean canTakeMore() {
    return broken || room > 0;
  }

  boolean writesShutDown() {
    return writesShutDown;
  }

  boolean isClosed() {
    return closed;
  }

  // --- What the connection does with it ---

  @Override
  public int read(ByteBuffer target) throws IOException {
    failIfGone();
    ByteBuffer first = incoming.peekFirst();
    if (first == null) {
      return endOfStream ? -1 : 0;
    }
    int length = Math.min(first.remaining(), target.remaining());
    target.put(first.slice().limit(length));
    first.position(first.position() + length);
    if (!first.hasRemaining()) {
      incoming.removeFirst();
    }
    return length;
  }

  @Override
  public long write(ByteBuffer[] sources, int count) throws IOException {
    failIfGone();
    if (writesShutDown) {
      throw new IOException("written after the end");
    }
    if (faulty) {
      throw new IllegalStateException("a bug below");
    }
    writes++;
    long total = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer source = sources[i];
      int length = (int) Math.min(source.remaining(), room);
      byte[] taken = new byte[length];
      source.get(taken);
      written.writeBytes(taken);
      room -= length;
      total += length;
      if (source.hasRemaining()) {
        break;
      }
    }
    return total;
  }

  @Override
  public boolean flush() throws IOException {
    failIfGone();
    return !holdsBack;
  }

  @Override
  public void notifyWhenReadable(boolean wanted) {
    wantsReadable = wanted;
    if (wanted) {
      onReadAgain.run();
    }
  }

  @Override
  public void notifyWhenWritable(boolean wanted) {
    wantsWritable = wanted;
  }

  @Override
  public void shutdownWrites() throws IOException {
    failIfGone();
    writesShutDown = true;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }

  private void failIfGone() throws IOException {
    if (broken || closed) {
      throw new IOException("broken pipe");
    }
  }
}
