package wsroom.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import wsroom.cluster.Bus.Reply;
import wsroom.cluster.MailboxMessage.LinkAnswer;
import wsroom.room.link.RoomBlock;
import wsroom.room.membership.Member;

/// The stream of another node in a room, as this node applies it: each block once, in order, and
/// none after a missing one until that one was replayed or replaced by a snapshot.
///
/// Confined to the cluster's thread.
final class Source {
  private static final int MAX_EARLY_BLOCKS = 256;
  private static final long LINK_TIMEOUT_MILLIS = 150;
  private static final long PROBE_MILLIS = 50;
  private static final long MAX_LINKING_NANOS = 3_000_000_000L;
  private static final long MAX_SILENCE_NANOS = 12_000_000_000L;
  private static final long NONE = -1;

  private sealed interface State {
    /// Asked for a snapshot or for missing blocks. Blocks that arrive meanwhile are kept.
    record Linking(long sinceNanos, List<RoomMessage.Block> early) implements State {}

    record Live() implements State {}

    /// Suspected: its members have left the replicas of this node.
    record Away() implements State {}

    record Closed() implements State {}
  }

  private final ClusterRoom room;
  private final NodeRef ref;
  private final Map<Integer, Member> declared = new LinkedHashMap<>();
  private State state = new State.Away();
  private long applied = NONE;
  private long lastMessageNanos;
  private int attempt;
  private boolean hadSuspected;

  /// Whether anything was heard in the stream since the link: that the path works is known only
  /// then.
  private boolean isProven;

  Source(ClusterRoom room, NodeRef ref) {
    this.room = room;
    this.ref = ref;
  }

  NodeRef ref() {
    return ref;
  }

  boolean isAway() {
    return state instanceof State.Away;
  }

  /// Whether all blocks up to a number have been applied, and the next ones will be.
  boolean isLive(long number) {
    return state instanceof State.Live && isProven && applied >= number;
  }

  boolean hasNoMembers() {
    return declared.isEmpty();
  }

  // --- Linking ---

  /// Asks for a snapshot.
  void link() {
    applied = NONE;
    isProven = false;
    state = new State.Linking(room.now(), new ArrayList<>());
    request();
  }

  private void resync(List<RoomMessage.Block> early) {
    room.node().counters().gap();
    state = new State.Linking(room.now(), early);
    request();
  }

  private void request() {
    int current = ++attempt;
    OptionalLong have = applied == NONE ? OptionalLong.empty() : OptionalLong.of(applied);
    room.node()
        .request(
            ref,
            room.linkRequest(have, hadSuspected),
            LINK_TIMEOUT_MILLIS,
            reply -> {
              if (current == attempt && state instanceof State.Linking linking) {
                onReply(linking, reply);
              }
            });
  }

  private void onReply(State.Linking linking, Reply reply) {
    switch (reply) {
      case Reply.Answered(byte[] message) -> {
        LinkAnswer answer = room.node().read(() -> LinkAnswer.decode(message, ref.incarnation()));
        switch (answer) {
          case LinkAnswer.Linked linked -> onLinked(linking, linked);
          case LinkAnswer.NotInRoom _ -> room.close(this);
          case null -> retry();
        }
      }
      case Reply.NoResponders _ -> room.node().nodes().suspect(ref.incarnation());
      case Reply.TimedOut _ -> retry();
    }
  }

  private void retry() {
    int current = attempt;
    room.node()
        .after(
            PROBE_MILLIS,
            () -> {
              if (current == attempt && state instanceof State.Linking) {
                request();
              }
            });
  }

  private void onLinked(State.Linking linking, LinkAnswer.Linked answer) {
    boolean isResync = applied != NONE;
    if (isResync && answer.isReplay()) {
      for (byte[] message : answer.blocks()) {
        if (room.node().read(() -> RoomMessage.decode(message)) instanceof RoomMessage.Block block
            && block.incarnation() == ref.incarnation()
            && block.number() == applied + 1) {
          apply(block.events(), block.number());
        }
      }
      if (applied < answer.number()) {
        retry();
        return;
      }
    } else if (answer.number() > applied) {
      applySnapshot(answer.members(), isResync);
      applied = answer.number();
    }
    if (isResync) {
      room.node().counters().resynced(answer.isReplay());
    } else {
      room.node().counters().linked();
      room.publishHead();
    }
    becomeLive(linking.early);
  }

  /// Handles the snapshot that came with the other node's own request.
  void offered(MailboxMessage.Link request) {
    long number = request.number();
    List<Member> members = request.members();
    if (state instanceof State.Closed) {
      return;
    }
    if (request.hadSuspected()) {
      // Its members were told that those of this node had left, and said nothing to them: what
      // they said meanwhile is in no block.
      leaveAll();
      applied = NONE;
    }
    List<RoomMessage.Block> early =
        state instanceof State.Linking(var _, List<RoomMessage.Block> kept) ? kept : List.of();
    if (applied == NONE && hadSuspected) {
      // The other node must be told, which only a request of this one ensures.
      if (isAway()) {
        link();
      }
    } else if (applied == NONE) {
      applySnapshot(members, false);
      applied = number;
      attempt++;
      becomeLive(early);
    } else if (state instanceof State.Live && number > applied) {
      resync(new ArrayList<>());
    }
  }

  private void becomeLive(List<RoomMessage.Block> early) {
    state = new State.Live();
    hadSuspected = false;
    lastMessageNanos = room.now();
    early.forEach(this::onBlock);
    if (!isProven) {
      room.node().after(PROBE_MILLIS, this::probe);
    }
    room.changed();
  }

  /// Asks again until the stream itself was heard.
  private void probe() {
    if (state instanceof State.Live && !isProven) {
      state = new State.Linking(room.now(), new ArrayList<>());
      request();
    }
  }

  // --- The stream ---

  void onBlock(RoomMessage.Block block) {
    lastMessageNanos = room.now();
    switch (state) {
      case State.Live _ -> {
        isProven = true;
        if (block.number() == applied + 1) {
          apply(block.events(), block.number());
          room.changed();
        } else if (block.number() > applied) {
          List<RoomMessage.Block> early = new ArrayList<>();
          early.add(block);
          resync(early);
        }
      }
      case State.Linking(var _, List<RoomMessage.Block> early) -> {
        isProven = true;
        if (early.size() < MAX_EARLY_BLOCKS) {
          early.add(block);
        }
      }
      case State.Away _, State.Closed _ -> {}
    }
  }

  void onHead(long number) {
    lastMessageNanos = room.now();
    if (!(state instanceof State.Away)) {
      isProven = true;
    }
    if (state instanceof State.Live) {
      if (number > applied) {
        resync(new ArrayList<>());
      }
      room.changed();
    }
  }

  /// Its node has no members left. What was missed before can be replayed no more.
  void onBye(long number) {
    boolean isBehind = state instanceof State.Live ? number > applied : applied != NONE;
    if (isBehind && !declared.isEmpty()) {
      RoomBlock gap = new RoomBlock();
      gap.markGap();
      room.tell(gap);
    }
  }

  void tick() {
    switch (state) {
      case State.Linking(long since, var _) -> {
        if (room.now() - since > MAX_LINKING_NANOS) {
          suspend();
        }
      }
      case State.Live _ -> {
        // Its goodbye may have been lost.
        if (room.now() - lastMessageNanos > MAX_SILENCE_NANOS) {
          state = new State.Linking(room.now(), new ArrayList<>());
          request();
        }
      }
      case State.Away _ -> {
        if (room.node().nodes().isAlive(ref.incarnation())) {
          link();
        }
      }
      case State.Closed _ -> {}
    }
  }

  /// Its node is suspected: its members leave until it is heard again.
  void suspend() {
    state = new State.Away();
    hadSuspected = true;
    attempt++;
    applied = NONE;
    leaveAll();
  }

  void close() {
    state = new State.Closed();
    attempt++;
    leaveAll();
  }

  private void leaveAll() {
    RoomBlock out = new RoomBlock();
    room.roster().leave(declared.values(), out);
    declared.clear();
    room.tell(out);
    room.changed();
  }

  // --- Applying ---

  private void apply(RoomBlock events, long number) {
    RoomBlock out = room.roster().apply(events, declared);
    applied = number;
    room.tell(out);
  }

  /// @param missesUpdates whether updates may be missing that peers of this node must get
  private void applySnapshot(List<Member> members, boolean missesUpdates) {
    RoomBlock changes = new RoomBlock();
    if (missesUpdates) {
      changes.markGap();
    }
    Map<Integer, Member> now = new LinkedHashMap<>();
    members.forEach(member -> now.put(member.alias(), member));
    for (Member member : declared.values()) {
      if (!member.equals(now.get(member.alias()))) {
        BlockCodec.addLeave(changes, member);
      }
    }
    for (Member member : now.values()) {
      if (!member.equals(declared.get(member.alias()))) {
        BlockCodec.addJoin(changes, member);
      }
    }
    room.tell(room.roster().apply(changes, declared));
  }
}
