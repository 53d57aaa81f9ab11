package wsroom.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;
import wsroom.websocket.FrameBatch;

/// Decides which members of other nodes the replicas of this node list.
///
/// Streams of different nodes arrive in any order, so an address may seem to be in the room twice.
/// Its epoch decides: a join of a higher epoch implies the leave of the member before it, and one
/// of a lower epoch is ignored. A member of this node leaves by itself, once its session has been
/// revoked; until then the later member of its address waits.
///
/// Confined to the cluster's thread.
final class Roster {
  private static final int MAX_HEADER_BYTES = 12;

  /// Called with a member of this node whose address has a later session elsewhere.
  interface Outranked {
    void onOutranked(Member own);
  }

  private final Outranked outranked;
  private final Map<String, Member> own = new HashMap<>();
  private final Map<String, Member> listed = new HashMap<>();
  private final Map<String, Member> waiting = new HashMap<>();
  private final byte[] header = new byte[MAX_HEADER_BYTES];

  Roster(Outranked outranked) {
    this.outranked = outranked;
  }

  /// Makes room for a member of this node, before it is granted its seat.
  ///
  /// @param out gets the leave of the member before it
  /// @return false if the address has a later session elsewhere
  boolean admit(Member member, RoomBlock out) {
    Member before = listed.get(member.address());
    if (before != null) {
      if (before.epoch() > member.epoch()) {
        return false;
      }
      listed.remove(member.address());
      BlockCodec.addLeave(out, before);
    }
    own.put(member.address(), member);
    return true;
  }

  /// A member of this node has left all replicas.
  void release(Member member, RoomBlock out) {
    own.remove(member.address());
    Member next = waiting.remove(member.address());
    if (next != null) {
      list(next, out);
    }
  }

  boolean isListed(Member member) {
    return member.equals(listed.get(member.address()));
  }

  /// The members of other nodes that are listed.
  int size() {
    return listed.size();
  }

  void join(Member member, RoomBlock out) {
    Member mine = own.get(member.address());
    if (mine != null) {
      if (member.epoch() > mine.epoch()) {
        waiting.merge(
            member.address(), member, (one, other) -> one.epoch() > other.epoch() ? one : other);
        outranked.onOutranked(mine);
      }
      return;
    }
    Member before = listed.get(member.address());
    if (before == null) {
      list(member, out);
    } else if (before.epoch() < member.epoch()) {
      BlockCodec.addLeave(out, before);
      list(member, out);
    }
  }

  void leave(Member member, RoomBlock out) {
    waiting.remove(member.address(), member);
    if (listed.remove(member.address(), member)) {
      BlockCodec.addLeave(out, member);
    }
  }

  void leave(Collection<Member> members, RoomBlock out) {
    List.copyOf(members).forEach(member -> leave(member, out));
  }

  /// Turns the events of another node into those that the replicas of this node are told.
  ///
  /// @param declared the members of that node, as it says; changed by the events
  RoomBlock apply(RoomBlock events, Map<Integer, Member> declared) {
    if (!events.changesMembership() && areListed(declared)) {
      return events;
    }
    RoomBlock out = new RoomBlock();
    if (events.hasGap()) {
      out.markGap();
    }
    int next = 0;
    for (RoomBlock.Change change : events.changes()) {
      appendUpdates(events, next, change.frame(), declared, out);
      apply(change, declared, out);
      next = change.frame() + 1;
    }
    appendUpdates(events, next, events.frames.count(), declared, out);
    return out;
  }

  private void apply(RoomBlock.Change change, Map<Integer, Member> declared, RoomBlock out) {
    int alias = change.member().alias();
    if (change.joined()) {
      Member before = declared.put(alias, change.member());
      if (before != null) {
        leave(before, out);
      }
      join(change.member(), out);
    } else {
      Member member = declared.remove(alias);
      if (member != null) {
        leave(member, out);
      }
    }
  }

  private void appendUpdates(
      RoomBlock events, int from, int to, Map<Integer, Member> declared, RoomBlock out) {
    for (int frame = from; frame < to; frame++) {
      Member sender = declared.get(sender(events.frames, frame));
      if (sender != null && isListed(sender)) {
        out.frames.append(events.frames, frame);
        if (events.frames.mayBeDropped(frame)) {
          out.addedUnreliable();
        }
      }
    }
  }

  private boolean areListed(Map<Integer, Member> declared) {
    if (declared.isEmpty() || declared.size() > listed.size()) {
      return false;
    }
    for (Member member : declared.values()) {
      if (!isListed(member)) {
        return false;
      }
    }
    return true;
  }

  private void list(Member member, RoomBlock out) {
    listed.put(member.address(), member);
    BlockCodec.addJoin(out, member);
  }

  /// The alias in an update's frame; 0 if there is none. See [wsroom.packet.UpdateEncoder].
  private int sender(FrameBatch frames, int frame) {
    int payload = frames.payloadBytes(frame);
    int length = Math.min(payload, MAX_HEADER_BYTES);
    frames.copy(frames.start(frame + 1) - payload, header, 0, length);
    int position = 1;
    while (position < length && header[position] < 0) {
      position++;
    }
    // Behind the packet's tag and length: the tag of the alias, and the alias.
    position += 2;
    int alias = 0;
    for (int shift = 0; position < length && shift < 32; shift += 7) {
      alias |= (header[position] & 0x7F) << shift;
      if (header[position++] >= 0) {
        return alias;
      }
    }
    return 0;
  }
}
