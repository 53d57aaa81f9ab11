package wsroom.loadtest.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tracks the updates and announcements that one peer receives, for each other member of its room.
/// Members are indexed by their slot in the room. Confined to the peer's loop.
final class DeliveryTracker {
  /// In place of the next sequence number: no update has arrived.
  private static final int NONE_RECEIVED = -1;

  /// In place of the next sequence number: the leave was announced, so that no update may arrive.
  private static final int LEFT = -2;

  /// In place of the next sequence number: this is the peer itself.
  private static final int SELF = -3;

  private static final int NOT_ANNOUNCED = 0;

  private final SessionRegistry registry;
  private final LoopCounters counters;
  private final int session;
  private final int room;
  private int[] nextReliable = {};
  private int[] nextUnreliable = {};

  /// The first expected sequence number: updates sent before the welcome are not.
  private int[] firstReliable = {};

  private int[] firstUnreliable = {};

  /// The announced aliases; 0 where none was.
  private int[] announced = {};

  private @Nullable SequenceGaps gaps;
  private int unannounced;
  private long missing;
  private long lost;

  DeliveryTracker(SessionRegistry registry, LoopCounters counters, int session) {
    this.registry = registry;
    this.counters = counters;
    this.session = session;
    this.room = SessionRegistry.room(registry.entry(session));
  }

  /// Starts tracking at the welcome: all later updates must arrive.
  void start() {
    reserve(registry.slots(room));
    for (int slot = 0; slot < nextReliable.length && slot < registry.slots(room); slot++) {
      int sender = registry.sessionAt(room, slot);
      if (sender == session) {
        nextReliable[slot] = SELF;
        nextUnreliable[slot] = SELF;
      } else if (registry.state(sender) != SessionRegistry.ABSENT) {
        firstReliable[slot] = registry.sent(sender, true);
        firstUnreliable[slot] = registry.sent(sender, false);
      }
    }
  }

  /// Records one update. On the path of each delivery.
  void received(int slot, int sequence, boolean reliable) {
    int[] next = reliable ? nextReliable : nextUnreliable;
    if (slot < next.length && next[slot] == sequence) {
      next[slot] = sequence + 1;
    } else {
      unexpected(slot, sequence, reliable);
    }
  }

  private void unexpected(int slot, int sequence, boolean reliable) {
    reserve(slot + 1);
    int[] next = reliable ? nextReliable : nextUnreliable;
    int expected = next[slot];
    if (expected == SELF) {
      counters.faults.add(Fault.ECHOED, describe(slot, sequence, reliable));
      return;
    }
    if (expected == LEFT) {
      counters.faults.add(
          Fault.UNANNOUNCED, describe(slot, sequence, reliable) + " after its leave");
      return;
    }
    if (expected == NONE_RECEIVED) {
      int[] first = reliable ? firstReliable : firstUnreliable;
      first[slot] = Math.min(first[slot], sequence);
      expected = first[slot];
      if (announced[slot] == NOT_ANNOUNCED) {
        unannounced++;
      }
    }
    if (sequence >= expected) {
      next[slot] = sequence + 1;
      if (sequence > expected) {
        leaveGap(slot, expected, sequence, reliable);
      }
    } else if (gaps != null && gaps.fill(slot, sequence, reliable)) {
      counters.faults.add(Fault.REORDERED, describe(slot, sequence, reliable));
      count(reliable, -1);
    } else {
      counters.faults.add(Fault.DUPLICATED, describe(slot, sequence, reliable));
    }
  }

  private void leaveGap(int slot, int from, int to, boolean reliable) {
    if (gaps == null) {
      gaps = new SequenceGaps();
    }
    gaps.add(slot, from, to, reliable);
    count(reliable, to - from);
  }

  private void count(boolean reliable, int more) {
    if (reliable) {
      missing += more;
    } else {
      lost += more;
    }
  }

  /// The server announced a member.
  void memberAnnounced(int alias, String address) {
    int other = registry.sessionOf(address);
    if (other == session) {
      return; // some servers list the peer itself
    }
    if (other < 0 || SessionRegistry.room(registry.entry(other)) != room) {
      counters.faults.add(
          Fault.WRONG_MEMBERSHIP, "announced " + address + ", which is not in the room");
      return;
    }
    int slot = SessionRegistry.slot(registry.entry(other));
    reserve(slot + 1);
    if (announced[slot] != NOT_ANNOUNCED) {
      counters.faults.add(Fault.WRONG_MEMBERSHIP, "announced twice: " + address);
    }
    counters.announcements++;
    announced[slot] = alias;
  }

  /// The server announced a leave.
  void leaveAnnounced(int alias) {
    for (int slot = 0; slot < announced.length; slot++) {
      if (announced[slot] == alias) {
        announced[slot] = NOT_ANNOUNCED;
        closeSlot(slot);
        nextReliable[slot] = LEFT;
        nextUnreliable[slot] = LEFT;
        return;
      }
    }
    counters.faults.add(Fault.WRONG_MEMBERSHIP, "announced the leave of unknown alias " + alias);
  }

  /// Counts updates that a member sent before its leave and that have not arrived. After a
  /// connection closed by the server or aborted, they may be lost.
  private void closeSlot(int slot) {
    int sender = registry.sessionAt(room, slot);
    if (registry.state(sender) == SessionRegistry.LEFT_CLEANLY) {
      missing += outstanding(slot, sender, true);
      lost += outstanding(slot, sender, false);
    }
  }

  private long outstanding(int slot, int sender, boolean reliable) {
    int next = (reliable ? nextReliable : nextUnreliable)[slot];
    int first = (reliable ? firstReliable : firstUnreliable)[slot];
    return next < NONE_RECEIVED
        ? 0
        : registry.sent(sender, reliable) - (next == NONE_RECEIVED ? first : next);
  }

  /// Skipped reliable updates, which are unlikely to arrive.
  long missing() {
    return missing;
  }

  /// Skipped unreliable updates.
  long lost() {
    return lost;
  }

  /// Members whose updates arrived before their announcement.
  int unannounced() {
    return unannounced;
  }

  /// Updates sent by other members and not yet received.
  Outstanding outstanding() {
    long reliable = 0;
    long unreliable = 0;
    int others = 0;
    int slots = registry.slots(room);
    reserve(slots);
    for (int slot = 0; slot < slots; slot++) {
      int sender = registry.sessionAt(room, slot);
      int state = registry.state(sender);
      if (sender != session
          && (state == SessionRegistry.PRESENT || state == SessionRegistry.LEFT_CLEANLY)) {
        others++;
        reliable += outstanding(slot, sender, true);
        unreliable += outstanding(slot, sender, false);
      }
    }
    return new Outstanding(reliable, unreliable, others);
  }

  /// A difference between announced and actual members; null if there is none.
  @Nullable String wrongMembership() {
    int slots = registry.slots(room);
    reserve(slots);
    for (int slot = 0; slot < slots; slot++) {
      int other = registry.sessionAt(room, slot);
      boolean present = other != session && registry.state(other) == SessionRegistry.PRESENT;
      int alias = present ? SessionRegistry.alias(registry.entry(other)) : NOT_ANNOUNCED;
      if (announced[slot] != alias) {
        return "session %d has %s in place of %s"
            .formatted(session, aliasText(announced[slot]), aliasText(alias));
      }
    }
    return null;
  }

  private static String aliasText(int alias) {
    return alias == NOT_ANNOUNCED ? "no member" : "alias " + alias;
  }

  private void reserve(int slots) {
    int before = nextReliable.length;
    if (slots <= before) {
      return;
    }
    int length = Math.max(slots, before == 0 ? slots : before + before / 2);
    nextReliable = grown(nextReliable, length, NONE_RECEIVED);
    nextUnreliable = grown(nextUnreliable, length, NONE_RECEIVED);
    firstReliable = grown(firstReliable, length, 0);
    firstUnreliable = grown(firstUnreliable, length, 0);
    announced = grown(announced, length, NOT_ANNOUNCED);
  }

  private static int[] grown(int[] array, int length, int filling) {
    int[] grown = Arrays.copyOf(array, length);
    Arrays.fill(grown, array.length, length, filling);
    return grown;
  }

  private String describe(int slot, int sequence, boolean reliable) {
    return "%s update %d of session %d at session %d"
        .formatted(
            reliable ? "reliable" : "unreliable",
            sequence,
            registry.sessionAt(room, slot),
            session);
  }

  /// Outstanding updates from so many other members.
  record Outstanding(long reliable, long unreliable, int others) {}
}
