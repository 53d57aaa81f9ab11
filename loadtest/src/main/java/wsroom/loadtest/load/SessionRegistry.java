package wsroom.loadtest.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// The actual state of all sessions of a run, compared with what the server announces: room, alias,
/// and number of updates sent. Shared by all loops; each entry is written by its session's loop
/// only.
final class SessionRegistry {
  /// The state of a session's membership.
  static final int ABSENT = 0;

  static final int PRESENT = 1;

  /// Left with a close frame: all its updates must arrive.
  static final int LEFT_CLEANLY = 2;

  /// Closed without one: its last updates may be lost.
  static final int LOST = 3;

  static final int ROOMS_LIMIT = 1 << 16;
  static final int SLOTS_LIMIT = 1 << 16;

  private final int capacity;

  /// Alias (32 bits), room (16), slot (16).
  private final AtomicLongArray entries;

  private final AtomicIntegerArray states;
  private final AtomicIntegerArray reliableSent;
  private final AtomicIntegerArray unreliableSent;
  private final AtomicInteger sessions = new AtomicInteger();
  private final RoomSlots[] rooms;
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  SessionRegistry(int rooms, int capacity) {
    if (capacity > UpdateHeader.SENDERS_LIMIT || rooms > ROOMS_LIMIT) {
      throw new IllegalArgumentException(
          "at most %d rooms and %d sessions in a run"
              .formatted(ROOMS_LIMIT, UpdateHeader.SENDERS_LIMIT));
    }
    this.capacity = capacity;
    this.entries = new AtomicLongArray(capacity);
    this.states = new AtomicIntegerArray(capacity);
    this.reliableSent = new AtomicIntegerArray(capacity);
    this.unreliableSent = new AtomicIntegerArray(capacity);
    this.rooms = new RoomSlots[rooms];
    for (int room = 0; room < rooms; room++) {
      this.rooms[room] = new RoomSlots(capacity);
    }
  }

  /// Registers a session and gives it a slot in its room.
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

  /// Alias, room and slot of a session; cheap enough for the path of each delivery.
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

  int sent(int session, boolean reliable) {
    return (reliable ? reliableSent : unreliableSent).get(session);
  }

  /// Assigns the next sequence number. Called before the write, so that a peer that reads the
  /// counter expects all later updates, and none before.
  int nextSequence(int session, boolean reliable) {
    AtomicIntegerArray sent = reliable ? reliableSent : unreliableSent;
    int sequence = sent.getPlain(session);
    sent.setRelease(session, sequence + 1);
    return sequence;
  }

  private static long pack(int alias, int room, int slot) {
    return ((long) alias << 32) | ((long) room << 16) | slot;
  }

  /// The sessions of one room in order of joining; slots are not reused.
  private static final class RoomSlots {
    private final int limit;
    private volatile int[] sessions = new int[8];
    private volatile int taken;

    RoomSlots(int limit) {
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
