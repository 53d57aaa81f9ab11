package wsroom.loadtest.load;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import wsroom.proto.rfc5.WsPeerUpdate;

/// Parses and checks each update that one peer receives. This is the tool's hot path: it does not
/// allocate, and reads some 20 bytes of each update. Confined to the peer's loop.
final class UpdateChecker {
  /// Three tags and three varints of up to five bytes: so much is read without a bounds check.
  private static final int SHORTEST_BYTES = 18;

  private static final int UPDATE_TAG = (3 << 3) | 2;
  private static final int ALIAS_TAG = 1 << 3;
  private static final int BODY_TAG = (2 << 3) | 2;
  private static final int UNRELIABLE_TAG = 3 << 3;

  /// One body of so many is compared byte by byte.
  private static final int SAMPLE_MASK = 0x3f;

  private final SessionRegistry registry;
  private final LoopCounters counters;
  private final DeliveryTracker tracker;
  private final int[] shapes;
  private final ByteBuffer noise;
  private final int runNumber;
  private final int room;

  UpdateChecker(RunContext run, LoopCounters counters, DeliveryTracker tracker, int room) {
    this.registry = run.registry();
    this.counters = counters;
    this.tracker = tracker;
    this.shapes = run.kinds().shapes();
    this.noise = run.noise();
    this.runNumber = run.number();
    this.room = room;
  }

  /// Checks and counts a packet if it is an update in the usual form: alias, body, and `unreliable`
  /// if set. Returns false for any other.
  boolean tryCheck(ByteBuffer in, int from, int to) {
    if (to - from < SHORTEST_BYTES || in.get(from) != UPDATE_TAG) {
      return false;
    }
    long inner = varint(in, from + 1);
    int at = next(inner);
    if (at + value(inner) != to || in.get(at) != ALIAS_TAG) {
      return false;
    }
    long alias = varint(in, at + 1);
    at = next(alias);
    if (in.get(at) != BODY_TAG) {
      return false;
    }
    long length = varint(in, at + 1);
    int body = next(length);
    int end = body + value(length);
    if (value(length) < UpdateHeader.BYTES || end > to) {
      return false;
    }
    int unreliable = 0;
    if (end != to) {
      if (to - end != 2 || in.get(end) != UNRELIABLE_TAG) {
        return false;
      }
      unreliable = in.get(end + 1);
    }
    check(in, body, value(length), value(alias), unreliable);
    return true;
  }

  /// Checks an update in any other form.
  void check(WsPeerUpdate update) {
    ByteString body = update.getBody();
    if (body.size() < UpdateHeader.BYTES) {
      counters.faults.add(Fault.ALTERED, "a body of " + body.size() + " bytes");
      return;
    }
    check(
        body.asReadOnlyByteBuffer(),
        0,
        body.size(),
        update.getFromAlias(),
        update.getUnreliable() ? 1 : 0);
  }

  private void check(ByteBuffer in, int body, int length, int alias, int unreliable) {
    long header = in.getLong(body);
    int sender = UpdateHeader.sender(header);
    if (UpdateHeader.run(header) != runNumber || sender >= registry.capacity()) {
      counters.faults.add(Fault.ALTERED, "the header of an update from alias " + alias);
      return;
    }
    long entry = registry.entry(sender);
    if (SessionRegistry.alias(entry) != alias || SessionRegistry.room(entry) != room) {
      counters.faults.add(
          Fault.MISATTRIBUTED, "session " + sender + " was received under alias " + alias);
      return;
    }
    if (shapes[UpdateHeader.kind(header)] != UpdateKind.shape(length, unreliable)
        || ((header & SAMPLE_MASK) == 0 && !isIntact(in, body, length))) {
      counters.faults.add(Fault.ALTERED, "an update of " + length + " bytes of session " + sender);
      return;
    }
    counters.delivered(counters.micros - in.getInt(body + 8), length, unreliable);
    tracker.received(SessionRegistry.slot(entry), UpdateHeader.sequence(header), unreliable == 0);
  }

  private boolean isIntact(ByteBuffer in, int body, int length) {
    for (int i = UpdateHeader.BYTES; i < length; i++) {
      if (in.get(body + i) != noise.get(i)) {
        return false;
      }
    }
    return true;
  }

  /// Reads a varint of up to 32 bits and packs its end index into the upper half: two results
  /// without allocation.
  private static long varint(ByteBuffer in, int at) {
    int low = in.get(at);
    return low >= 0 ? ((at + 1L) << 32) | low : longVarint(in, at, low & 0x7f);
  }

  private static long longVarint(ByteBuffer in, int start, int low) {
    int value = low;
    int at = start + 1;
    for (int shift = 7; shift < 35; shift += 7) {
      int part = in.get(at++);
      value |= (part & 0x7f) << shift;
      if (part >= 0) {
        break;
      }
    }
    return ((long) at << 32) | (value & 0xffffffffL);
  }

  private static int value(long varint) {
    return (int) varint;
  }

  private static int next(long varint) {
    return (int) (varint >>> 32);
  }
}
