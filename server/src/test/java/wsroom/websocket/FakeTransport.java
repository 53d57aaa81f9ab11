package wsroom.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// A socket that takes as many bytes as the test says, delivers the bytes given to it, and fails on
/// demand. It can hold written bytes, as a TLS layer does.
final class FakeTransport implements Transport {
  private final ArrayDeque<ByteBuffer> incoming = new ArrayDeque<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private boolean endOfStream;
  private boolean broken;
  private boolean faulty;
  private long capacity = Long.MAX_VALUE;
  private boolean tlsHoldsBytes;
  private boolean wantsReadable = true;
  private boolean wantsWritable;
  private boolean writesShutDown;
  private boolean closed;
  private int writes;
  private Runnable onClose = () -> {};
  private Runnable onReadAgain = () -> {};

  // --- Set by the test ---

  void gives(byte[] bytes) {
    incoming.addLast(ByteBuffer.wrap(bytes.clone()));
  }

  void endsStream() {
    endOfStream = true;
  }

  void breaks() {
    broken = true;
  }

  /// Every write throws an unchecked exception from now on.
  void isFaulty() {
    faulty = true;
  }

  /// Takes that many bytes from now on, and then none until the next call.
  void takes(long bytes) {
    capacity = bytes;
  }

  void takesEverything() {
    capacity = Long.MAX_VALUE;
  }

  /// Sets whether a layer below holds a part of the written bytes.
  void tlsHoldsBytes(boolean some) {
    tlsHoldsBytes = some;
  }

  /// Sets the action on the closing of the socket, by either side.
  void onClose(Runnable listener) {
    onClose = listener;
  }

  /// Sets the action on the resumption of reading.
  void onReadAgain(Runnable listener) {
    onReadAgain = listener;
  }

  // --- Read by the test ---

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
    return broken || capacity > 0;
  }

  boolean writesShutDown() {
    return writesShutDown;
  }

  boolean isClosed() {
    return closed;
  }

  // --- Called by the connection ---

  @Override
  public int read(ByteBuffer target) throws IOException {
    failIfClosed();
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
    failIfClosed();
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
      int length = (int) Math.min(source.remaining(), capacity);
      byte[] taken = new byte[length];
      source.get(taken);
      written.writeBytes(taken);
      capacity -= length;
      total += length;
      if (source.hasRemaining()) {
        break;
      }
    }
    return total;
  }

  @Override
  public boolean flush() throws IOException {
    failIfClosed();
    return !tlsHoldsBytes;
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
    failIfClosed();
    writesShutDown = true;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }

  private void failIfClosed() throws IOException {
    if (broken || closed) {
      throw new IOException("broken pipe");
    }
  }
}
