package wsroom.loadtest.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// All sessions of one run as they really are, to be held against what the server tells: who is in
/// which room under which alias, and how much each has said. Shared by all loops; each entry is
/// written by its session's loop alone.
final class Roster {
  /// The state of a session's membership.
  static final int ABSENT = 0;

  static final int PRESENT = 1;

  /// Left with a close frame: everything that it said has to arrive.
  static final int PARTED = 2;

  /// Lost without one: its last words may have been lost with it.
  static final int LOST = 3;

  static final int ROOMS_LIMIT = 1 << 16;
  static final int SLOTS_LIMIT = 1 << 16;

  private final int capacity;

  /// Alias (32 bits), room (16), slot (16).
  private final AtomicLongArray entries;

  private final AtomicIntegerArray states;
  private final AtomicIntegerArray reliableSaid;
  private final AtomicIntegerArray unreliableSaid;
  private final AtomicInteger sessions = new AtomicInteger();
  private final Seating[] rooms;
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  Roster(int rooms, int capacity) {
    if (capacity > UpdateHeader.SENDERS_LIMIT || rooms > ROOMS_LIMIT) {
      throw new IllegalArgumentException(
          "at most %d rooms and %d sessions in a run"
              .formatted(ROOMS_LIMIT, UpdateHeader.SENDERS_LIMIT));
    }
    this.capacity = capacity;
    this.entries = new AtomicLongArray(capacity);
    this.states = new AtomicIntegerArray(capacity);
    this.reliableSaid = new AtomicIntegerArray(capacity);
    this.unreliableSaid = new AtomicIntegerArray(capacity);
    this.rooms = new Seating[rooms];
    for (int room = 0; room < rooms; room++) {
      this.rooms[room] = new Seating(capacity);
    }
  }

  /// A new session, and its place among those of its room.
  int register(int room, String address) {
    int session = sessions.getAndIncrement();
    if (session >= capacity) {
      throw new IllegalStateException("more than the " + capacity + " sessions planned");
    }
    int slot = rooms[room].seat(session);
    entries.set(session, pack(0, room, slot));
    byAddress.put(address.toLowerCase(Locale.ROOT), session);
    return session;
  }

  int capacity() {
    return capacity;
  }

  int slots(int room) {
    return rooms[room].taken();
  }

  int sessionAt(int room, int slot) {
    return rooms[room].at(slot);
  }

  /// The session of an address, or -1.
  int sessionOf(String address) {
    return byAddress.getOrDefault(address.toLowerCase(Locale.ROOT), -1);
  }

  void welcomed(int session, int alias) {
    long entry = entries.get(session);
    entries.set(session, pack(alias, room(entry), slot(entry)));
    states.set(session, PRESENT);
  }

  void setState(int session, int state) {
    states.set(session, state);
  }

  int state(int session) {
    return states.get(session);
  }

  /// Alias, room and slot of a session; meant for the path of each delivery.
  long entry(int session) {
    return entries.getPlain(session);
  }

  static int alias(long entry) {
    return (int) (entry >>> 32);
  }

  static int room(long entry) {
    return (int) (entry >>> 16) & 0xffff;
  }

  static int slot(long entry) {
    return (int) entry & 0xffff;
  }

  int said(int session, boolean reliable) {
    return (reliable ? reliableSaid : unreliableSaid).get(session);
  }

  /// Numbers the next update. To be called before it is written: who finds the number has to expect
  /// all that follow, not those before.
  int number(int session, boolean reliable) {
    AtomicIntegerArray said = reliable ? reliableSaid : unreliableSaid;
    int sequence = said.getPlain(session);
    said.setRelease(session, sequence + 1);
    return sequence;
  }

  private static long pack(int alias, int room, int slot) {
    return ((long) alias << 32) | ((long) room << 16) | slot;
  }

  /// The sessions of one room, in the order of their coming; nobody's place is given again.
  private static final class Seating {
    private final int limit;
    private volatile int[] sessions = new int[8];
    private volatile int taken;

    Seating(int limit) {
      this.limit = Math.min(limit, SLOTS_LIMIT);
    }

    synchronized int seat(int session) {
      int slot = taken;
      if (slot >= limit) {
        throw new IllegalStateException("more than " + limit + " sessions in a room");
      }
      int[] grown = sessions;
      if (slot == grown.length) {
        grown = Arrays.copyOf(grown, slot * 2);
      }
      grown[slot] = session;
      sessions = grown;
      taken = slot + 1;
      return slot;
    }

    int taken() {
      return taken;
    }

    int at(int slot) {
      return sessions[slot];
    }
  }
}
