package wsroom.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.cluster.KeyValue.Lookup;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.cluster.Records.RoomRecord;
import wsroom.cluster.Records.RoomRecord.Share;

/// The seats of this node in a room, as written into the room's record. One write at a time takes
/// all seats that are wanted and gives back all that are free; its value is absolute, so that a
/// write whose outcome is unknown is settled by another one.
///
/// Confined to the cluster's thread.
final class SeatLedger {
  private static final int MAX_ATTEMPTS = 12;
  private static final int NOT_WRITTEN = -1;
  private static final long RECONCILE_MILLIS = 500;

  /// The answer to a request for a seat.
  sealed interface Decision {
    /// @param record as it was when the seat was taken
    record Taken(RoomRecord record) implements Decision {}

    record Full() implements Decision {}

    record Unavailable() implements Decision {}
  }

  private final ClusterRoom room;
  private final String key;
  private final ArrayDeque<Consumer<Decision>> waiting = new ArrayDeque<>();
  private final List<Runnable> writeHandlers = new ArrayList<>();
  private @Nullable RoomRecord known;
  private long revision;
  private int held;
  private int written;
  private boolean isWriting;
  private int attempt;

  SeatLedger(ClusterRoom room, String key) {
    this.room = room;
    this.key = key;
  }

  int held() {
    return held;
  }

  /// The room's record as this node saw it last.
  @Nullable RoomRecord known() {
    return known;
  }

  boolean isSettled() {
    return held == 0 && written == 0 && waiting.isEmpty() && !isWriting;
  }

  void take(Consumer<Decision> handler) {
    waiting.add(handler);
    write();
  }

  /// Gives a seat back.
  ///
  /// @param atEnd called when that is written, or cannot be written now
  void release(Runnable atEnd) {
    held--;
    room.node().changeSeats(room.id(), -1);
    writeHandlers.add(atEnd);
    write();
  }

  /// The record must name another incarnation.
  void reset() {
    written = NOT_WRITTEN;
    known = null;
    write();
  }

  /// A node died: its share is free.
  void onDead() {
    if (!waiting.isEmpty() || written != held) {
      write();
    }
  }

  private void write() {
    if (isWriting || (waiting.isEmpty() && written == held)) {
      return;
    }
    isWriting = true;
    if (known == null) {
      room.node().stores().rooms().get(key, this::onFound);
    } else {
      writeRecord(known);
    }
  }

  private void onFound(Lookup found) {
    switch (found) {
      case Lookup.Absent _ -> {
        revision = 0;
        writeRecord(new RoomRecord(room.id(), List.of()));
      }
      case Lookup.Found(byte[] value, long at) -> {
        RoomRecord record = room.node().read(() -> RoomRecord.decode(value));
        if (record == null || !record.roomId().equals(room.id())) {
          fail();
        } else {
          revision = at;
          writeRecord(record);
        }
      }
      case Lookup.Unknown _ -> repeat();
    }
  }

  private void writeRecord(RoomRecord record) {
    List<Share> others = new ArrayList<>();
    int taken = held;
    for (Share share : record.shares()) {
      room.node().nodes().learn(share.node());
      boolean isOther = !share.node().id().equals(room.node().self().id());
      if (isOther && !room.node().nodes().isDead(share.node().incarnation())) {
        others.add(share);
        taken += share.seats();
      }
    }
    int max = room.node().settings().seats();
    int admitted = Math.max(0, Math.min(waiting.size(), max - taken));
    room.revokeNewest(Math.min(held, taken - max));
    List<Share> shares = new ArrayList<>(others);
    shares.add(new Share(room.node().self(), held + admitted, room.lastLeave()));
    writeShares(new RoomRecord(room.id(), shares), admitted);
  }

  private void writeShares(RoomRecord record, int admitted) {
    int asked = waiting.size();
    int seats = held + admitted;
    KeyValue rooms = room.node().stores().rooms();
    Consumer<Outcome> handler = outcome -> onWritten(record, seats, admitted, asked, outcome);
    if (record.seats() == 0) {
      if (revision == 0) {
        onWritten(record, seats, admitted, asked, new Outcome.Done(0));
      } else {
        rooms.delete(key, revision, handler);
      }
    } else if (revision == 0) {
      rooms.create(key, record.encode(), handler);
    } else {
      rooms.update(key, record.encode(), revision, handler);
    }
  }

  private void onWritten(RoomRecord record, int seats, int admitted, int asked, Outcome outcome) {
    if (!(outcome instanceof Outcome.Done(long at))) {
      if (outcome instanceof Outcome.Unknown) {
        written = NOT_WRITTEN;
      }
      known = null;
      repeat();
      return;
    }
    isWriting = false;
    attempt = 0;
    written = seats;
    revision = record.seats() == 0 ? 0 : at;
    known = record;
    // Released meanwhile, or not: the difference is written next.
    held += admitted;
    room.node().changeSeats(room.id(), admitted);
    room.onRecord(record);
    List<Consumer<Decision>> decided = new ArrayList<>();
    for (int i = 0; i < asked; i++) {
      decided.add(waiting.remove());
    }
    for (int i = 0; i < asked; i++) {
      decided.get(i).accept(i < admitted ? new Decision.Taken(record) : new Decision.Full());
    }
    endWrite();
  }

  private void repeat() {
    room.node().counters().writeRepeated();
    if (attempt >= MAX_ATTEMPTS) {
      fail();
      return;
    }
    room.node()
        .soon(
            attempt++,
            () -> {
              isWriting = false;
              write();
              if (!isWriting) {
                endWrite();
              }
            });
  }

  /// Denies all that wait. What is left to write is written later.
  private void fail() {
    isWriting = false;
    attempt = 0;
    known = null;
    List<Consumer<Decision>> denied = List.copyOf(waiting);
    waiting.clear();
    denied.forEach(handler -> handler.accept(new Decision.Unavailable()));
    List<Runnable> handlers = List.copyOf(writeHandlers);
    writeHandlers.clear();
    handlers.forEach(Runnable::run);
    room.node().after(RECONCILE_MILLIS, this::write);
  }

  private void endWrite() {
    write();
    if (written == held) {
      List<Runnable> handlers = List.copyOf(writeHandlers);
      writeHandlers.clear();
      handlers.forEach(Runnable::run);
      room.dropIfUnused();
    }
  }
}
