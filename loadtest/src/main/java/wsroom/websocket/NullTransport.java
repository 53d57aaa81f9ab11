package wsroom.websocket;

import java.nio.ByteBuffer;

/// A socket without a kernel behind it: it gives the same bytes at each read, and takes all that is
/// written, or just so much of it.
final class NullTransport implements Transport {
  private final byte[] incoming;
  long writtenBytes;
  long takenAtATime = Long.MAX_VALUE;

  /// @param incoming what each read gives
  NullTransport(byte[] incoming) {
    this.incoming = incoming;
  }

  @Override
  public int read(ByteBuffer target) {
    target.put(incoming);
    return incoming.length;
  }

  @Override
  public long write(ByteBuffer[] sources, int count) {
    long taken = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer source = sources[i];
      int length = (int) Math.min(source.remaining(), takenAtATime - taken);
      source.position(source.position() + length);
      taken += length;
    }
    writtenBytes += taken;
    return taken;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void notifyWhenReadable(boolean wanted) {}

  @Override
  public void notifyWhenWritable(boolean wanted) {}

  @Override
  public void shutdownWrites() {}

  @Override
  public void close() {}
}
