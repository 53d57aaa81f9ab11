package wsroom.loadtest.load;

/// The first twelve bytes of each body: run, kind, sender, sequence number among the sender's
/// reliable or unreliable updates, and scheduled send time. Small, because the smallest updates of
/// real clients are hardly larger.
///
/// | bits | 8 | 4 | 20 | 32 | 32 |
/// | --- | --- | --- | --- | --- | --- |
/// | | run | kind | sender | sequence number | µs since the start of the run |
final class UpdateHeader {
  static final int BYTES = 12;
  static final int KINDS_LIMIT = 16;
  static final int SENDERS_LIMIT = 1 << 20;

  private UpdateHeader() {}

  static long pack(int run, int kind, int sender, int sequence) {
    return ((long) (run & 0xff) << 56)
        | ((long) kind << 52)
        | ((long) sender << 32)
        | (sequence & 0xffffffffL);
  }

  static int run(long header) {
    return (int) (header >>> 56);
  }

  static int kind(long header) {
    return (int) (header >>> 52) & 0xf;
  }

  static int sender(long header) {
    return (int) (header >>> 32) & 0xfffff;
  }

  static int sequence(long header) {
    return (int) header;
  }
}
