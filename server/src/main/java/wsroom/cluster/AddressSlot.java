package wsroom.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.cluster.MailboxMessage.Yielded;
import wsroom.config.DuplicatePolicy;
import wsroom.room.membership.Denial;

/// An address within its scope, as far as sessions of this node hold or request it. One admission
/// is under way at a time; the last request waits for it, and the ones between are revoked.
///
/// Confined to the cluster's thread.
final class AddressSlot {
  private static final int MAX_YIELDS = 64;

  private final ClusterNode node;
  private final String scope;
  private final String address;
  private final String key;
  private final List<Consumer<Yielded>> yields = new ArrayList<>();
  private @Nullable ClusterLease holder;
  private @Nullable Admission admission;
  private @Nullable ClusterLease next;
  private String lastRoomId = "";
  private long lastLeave;

  AddressSlot(ClusterNode node, String scope, String address, String key) {
    this.node = node;
    this.scope = scope;
    this.address = address;
    this.key = key;
  }

  String scope() {
    return scope;
  }

  String address() {
    return address;
  }

  /// The key of the address in the store.
  String key() {
    return key;
  }

  @Nullable ClusterLease holder() {
    return holder;
  }

  void request(ClusterLease lease) {
    if (isTaken() && node.settings().policy() == DuplicatePolicy.REJECT_NEW) {
      lease.deny(Denial.ALREADY_CONNECTED);
      return;
    }
    if (admission != null) {
      if (next != null) {
        next.revoke();
      }
      next = lease;
      abandonAdmission(admission);
    } else {
      begin(lease);
    }
  }

  /// Whether a session of this node has the address, or will have it.
  private boolean isTaken() {
    return (holder != null && !holder.isEnded())
        || (admission != null && !admission.lease().isAbandoned())
        || (next != null && !next.isAbandoned());
  }

  private void begin(ClusterLease lease) {
    admission = new Admission(node, this, lease);
    admission.begin();
  }

  /// The admission has ended.
  ///
  /// @param granted whether its lease holds the address now
  void ended(Admission over, boolean granted) {
    assert admission == over;
    admission = null;
    if (granted) {
      holder = over.lease();
      if (!yields.isEmpty()) {
        holder.revoke();
      }
    }
    proceed();
  }

  /// The session of the holder has left its room.
  void release(ClusterLease lease) {
    if (lease != holder) {
      return;
    }
    ClusterRoom room = node.room(lease.roomId());
    lastRoomId = lease.roomId();
    lastLeave = room.lastLeave();
    Admission successor = admission;
    if (successor != null
        && !successor.lease().isAbandoned()
        && !successor.lease().hasSeat()
        && successor.lease().roomId().equals(lease.roomId())) {
      lease.seat(false);
      successor.lease().seat(true);
    }
    node.giveBack(
        this,
        lease,
        () -> {
          holder = null;
          proceed();
        });
  }

  private static void abandonAdmission(Admission abandoned) {
    abandoned.lease().revoke();
    abandoned.abandon();
  }

  /// A session has ended before its grant.
  void onAbandoned(ClusterLease lease) {
    if (admission != null && admission.lease() == lease) {
      admission.abandon();
    }
  }

  private void proceed() {
    if (admission != null) {
      if (holder == null) {
        admission.onVacated();
      }
      return;
    }
    if (holder == null) {
      List<Consumer<Yielded>> answered = List.copyOf(yields);
      yields.clear();
      answered.forEach(answer -> answer.accept(new Yielded(false, lastRoomId, lastLeave)));
    }
    ClusterLease waiting = next;
    next = null;
    if (waiting != null && !waiting.isAbandoned()) {
      begin(waiting);
    } else if (holder == null) {
      node.dropped(this);
    }
  }

  /// This node has another incarnation: the key must name it, unless another node has taken the
  /// address meanwhile.
  void renew() {
    ClusterLease renewed = holder;
    if (renewed != null && !renewed.isEnded()) {
      node.keys().renew(key, renewed);
    }
  }

  /// The lease of this node is about to end.
  void expire() {
    if (holder != null) {
      holder.expire();
    }
  }

  /// Another node asks for the address.
  void onYieldRequest(boolean ends, Consumer<Yielded> answer) {
    if (!ends && isTaken()) {
      answer.accept(new Yielded(true, "", 0));
      return;
    }
    if (yields.size() < MAX_YIELDS) {
      yields.add(answer);
    }
    if (holder != null) {
      holder.revoke();
    }
    if (admission != null) {
      abandonAdmission(admission);
    }
  }
}
