package wsroom.websocket;

import java.nio.ByteBuffer;

/// A socket without a kernel: it delivers the same bytes at each read, and takes all that is
/// written, or up to a limit.
final class NullTransport implements Transport {
  private final byte[] incoming;
  long writtenBytes;
  long maxBytesPerWrite = Long.MAX_VALUE;

  /// @param incoming the bytes of each read
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
      int length = (int) Math.min(source.remaining(), maxBytesPerWrite - taken);
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
