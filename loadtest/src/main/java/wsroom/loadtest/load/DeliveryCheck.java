package wsroom.loadtest.load;

/// Outstanding updates and faults of all peers at one moment. Merges the results of the loops, each
/// taken on its own thread, and is only read afterwards.
final class DeliveryCheck {
  private final Faults seen = new Faults();
  private final Faults membership = new Faults();
  private long missing;
  private long lost;
  private long unannounced;
  private long announcements;
  private boolean hasOthers;

  void add(LoopCounters counters) {
    seen.addAll(counters.faults);
    announcements += counters.announcements;
  }

  void add(LoadPeer peer) {
    DeliveryTracker tracker = peer.tracker();
    if (!peer.isJoined()) {
      missing += tracker.missing();
      lost += tracker.lost();
      return;
    }
    DeliveryTracker.Outstanding outstanding = tracker.outstanding();
    missing += tracker.missing() + outstanding.reliable();
    lost += tracker.lost() + outstanding.unreliable();
    unannounced += tracker.unannounced();
    hasOthers |= outstanding.others() > 0;
    String wrong = tracker.wrongMembership();
    if (wrong != null) {
      membership.add(Fault.WRONG_MEMBERSHIP, wrong);
    }
  }

  DeliveryCheck plus(DeliveryCheck other) {
    seen.addAll(other.seen);
    membership.addAll(other.membership);
    missing += other.missing;
    lost += other.lost;
    unannounced += other.unannounced;
    announcements += other.announcements;
    hasOthers |= other.hasOthers;
    return this;
  }

  /// Whether nothing is outstanding.
  boolean isComplete() {
    return missing == 0 && lost == 0 && (membership.isEmpty() || announcements == 0);
  }

  /// The number of outstanding items; it decreases while updates still arrive.
  long outstanding() {
    return missing + lost + membership.count(Fault.WRONG_MEMBERSHIP);
  }

  long missing() {
    return missing;
  }

  /// Unreliable updates that did not arrive.
  long lost() {
    return lost;
  }

  /// Whether members were announced. False if there were members, and the server announced none.
  boolean membershipAnnounced() {
    return announcements > 0 || !hasOthers;
  }

  /// All faults of the server.
  Faults faults(Membership expected) {
    Faults all = new Faults();
    all.addAll(seen);
    all.add(Fault.MISSING, missing);
    if (membershipAnnounced() || expected == Membership.REQUIRED) {
      all.addAll(membership);
      all.add(Fault.UNANNOUNCED, unannounced);
    }
    return all;
  }
}
