package wsroom.loadtest.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one peer has received of each other member of its room, and what it was told of them.
/// Confined to the peer's loop. Members are known by their slot in the room.
final class Receipts {
  /// In place of the next sequence number: nothing has come yet.
  private static final int NOTHING_YET = -1;

  /// In place of the next sequence number: told to have left, so that nothing may come.
  private static final int LEFT = -2;

  /// In place of the next sequence number: this is the peer itself.
  private static final int SELF = -3;

  private static final int UNTOLD = 0;

  private final Roster roster;
  private final Tally tally;
  private final int session;
  private final int room;
  private int[] nextReliable = {};
  private int[] nextUnreliable = {};

  /// The first sequence number that has to come: what was said before the welcome need not.
  private int[] firstReliable = {};

  private int[] firstUnreliable = {};

  /// The aliases that the server told; 0 where it told none.
  private int[] told = {};

  private @Nullable Gaps gaps;
  private int unannounced;
  private long missing;
  private long lost;

  Receipts(Roster roster, Tally tally, int session) {
    this.roster = roster;
    this.tally = tally;
    this.session = session;
    this.room = Roster.room(roster.entry(session));
  }

  /// The peer is in: all that the others say from now on has to reach it.
  void begin() {
    reserve(roster.slots(room));
    for (int slot = 0; slot < nextReliable.length && slot < roster.slots(room); slot++) {
      int sender = roster.sessionAt(room, slot);
      if (sender == session) {
        nextReliable[slot] = SELF;
        nextUnreliable[slot] = SELF;
      } else if (roster.state(sender) != Roster.ABSENT) {
        firstReliable[slot] = roster.said(sender, true);
        firstUnreliable[slot] = roster.said(sender, false);
      }
    }
  }

  /// One update, in the path of each delivery.
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
      tally.faults.add(Fault.ECHOED, describe(slot, sequence, reliable));
      return;
    }
    if (expected == LEFT) {
      tally.faults.add(Fault.UNANNOUNCED, describe(slot, sequence, reliable) + " after its leave");
      return;
    }
    if (expected == NOTHING_YET) {
      int[] first = reliable ? firstReliable : firstUnreliable;
      first[slot] = Math.min(first[slot], sequence);
      expected = first[slot];
      if (told[slot] == UNTOLD) {
        unannounced++;
      }
    }
    if (sequence >= expected) {
      next[slot] = sequence + 1;
      if (sequence > expected) {
        leaveGap(slot, expected, sequence, reliable);
      }
    } else if (gaps != null && gaps.fill(slot, sequence, reliable)) {
      tally.faults.add(Fault.REORDERED, describe(slot, sequence, reliable));
      count(reliable, -1);
    } else {
      tally.faults.add(Fault.DUPLICATED, describe(slot, sequence, reliable));
    }
  }

  private void leaveGap(int slot, int from, int to, boolean reliable) {
    if (gaps == null) {
      gaps = new Gaps();
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

  /// The server told that an address is in the room.
  void toldOf(int alias, String address) {
    int other = roster.sessionOf(address);
    if (other == session) {
      return; // some servers list the peer itself
    }
    if (other < 0 || Roster.room(roster.entry(other)) != room) {
      tally.faults.add(Fault.WRONG_MEMBERSHIP, "told of " + address + ", who is not in the room");
      return;
    }
    int slot = Roster.slot(roster.entry(other));
    reserve(slot + 1);
    if (told[slot] != UNTOLD) {
      tally.faults.add(Fault.WRONG_MEMBERSHIP, "told twice of " + address);
    }
    tally.announcements++;
    told[slot] = alias;
  }

  /// The server told that an alias has left.
  void toldOfLeave(int alias) {
    for (int slot = 0; slot < told.length; slot++) {
      if (told[slot] == alias) {
        told[slot] = UNTOLD;
        settle(slot);
        nextReliable[slot] = LEFT;
        nextUnreliable[slot] = LEFT;
        return;
      }
    }
    tally.faults.add(Fault.WRONG_MEMBERSHIP, "told of the leave of an unknown alias " + alias);
  }

  /// Closes the account of one who has left: what it said before has come, or never will. Where
  /// the server itself ended the connection, the last words are lost with good reason.
  private void settle(int slot) {
    int sender = roster.sessionAt(room, slot);
    if (roster.state(sender) == Roster.PARTED) {
      missing += outstanding(slot, sender, true);
      lost += outstanding(slot, sender, false);
    }
  }

  private long outstanding(int slot, int sender, boolean reliable) {
    int next = (reliable ? nextReliable : nextUnreliable)[slot];
    int first = (reliable ? firstReliable : firstUnreliable)[slot];
    return next < NOTHING_YET
        ? 0
        : roster.said(sender, reliable) - (next == NOTHING_YET ? first : next);
  }

  /// Reliable updates that were passed over, and will hardly come.
  long missing() {
    return missing;
  }

  /// Unreliable updates that were passed over.
  long lost() {
    return lost;
  }

  /// How many members were heard before the server told of them.
  int unannounced() {
    return unannounced;
  }

  /// What the others have said and is still to come.
  Outstanding outstanding() {
    long reliable = 0;
    long unreliable = 0;
    int others = 0;
    int slots = roster.slots(room);
    reserve(slots);
    for (int slot = 0; slot < slots; slot++) {
      int sender = roster.sessionAt(room, slot);
      int state = roster.state(sender);
      if (sender != session && (state == Roster.PRESENT || state == Roster.PARTED)) {
        others++;
        reliable += outstanding(slot, sender, true);
        unreliable += outstanding(slot, sender, false);
      }
    }
    return new Outstanding(reliable, unreliable, others);
  }

  /// How the members as told differ from those that are there; null where they do not.
  @Nullable String wrongMembership() {
    int slots = roster.slots(room);
    reserve(slots);
    for (int slot = 0; slot < slots; slot++) {
      int other = roster.sessionAt(room, slot);
      boolean present = other != session && roster.state(other) == Roster.PRESENT;
      int alias = present ? Roster.alias(roster.entry(other)) : UNTOLD;
      if (told[slot] != alias) {
        return "session %d was told %s, but it is %s"
            .formatted(session, aliasText(told[slot]), aliasText(alias));
      }
    }
    return null;
  }

  private static String aliasText(int alias) {
    return alias == UNTOLD ? "nobody" : "alias " + alias;
  }

  private void reserve(int slots) {
    int before = nextReliable.length;
    if (slots <= before) {
      return;
    }
    int length = Math.max(slots, before == 0 ? slots : before + before / 2);
    nextReliable = grown(nextReliable, length, NOTHING_YET);
    nextUnreliable = grown(nextUnreliable, length, NOTHING_YET);
    firstReliable = grown(firstReliable, length, 0);
    firstUnreliable = grown(firstUnreliable, length, 0);
    told = grown(told, length, UNTOLD);
  }

  private static int[] grown(int[] array, int length, int filling) {
    int[] grown = Arrays.copyOf(array, length);
    Arrays.fill(grown, array.length, length, filling);
    return grown;
  }

  private String describe(int slot, int sequence, boolean reliable) {
    return "%s update %d of session %d at session %d"
        .formatted(
            reliable ? "reliable" : "unreliable", sequence, roster.sessionAt(room, slot), session);
  }

  /// Updates under way to a peer from so many others.
  record Outstanding(long reliable, long unreliable, int others) {}
}
