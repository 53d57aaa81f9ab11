package wsroom.loadtest.load;

/// What all peers together lack at a moment, and what they were told of each other. Adds up what
/// the loops say, each on its own thread, and is then only read.
final class Audit {
  private final Faults seen = new Faults();
  private final Faults membership = new Faults();
  private long missing;
  private long lost;
  private long unannounced;
  private long announcements;
  private boolean hasCompany;

  void add(Tally tally) {
    seen.addAll(tally.faults);
    announcements += tally.announcements;
  }

  void add(LoadPeer peer) {
    Receipts receipts = peer.receipts();
    if (!peer.isJoined()) {
      missing += receipts.missing();
      lost += receipts.lost();
      return;
    }
    Receipts.Outstanding outstanding = receipts.outstanding();
    missing += receipts.missing() + outstanding.reliable();
    lost += receipts.lost() + outstanding.unreliable();
    unannounced += receipts.unannounced();
    hasCompany |= outstanding.others() > 0;
    String wrong = receipts.wrongMembership();
    if (wrong != null) {
      membership.add(Fault.WRONG_MEMBERSHIP, wrong);
    }
  }

  Audit plus(Audit other) {
    seen.addAll(other.seen);
    membership.addAll(other.membership);
    missing += other.missing;
    lost += other.lost;
    unannounced += other.unannounced;
    announcements += other.announcements;
    hasCompany |= other.hasCompany;
    return this;
  }

  /// True if nothing is outstanding any more.
  boolean isSettled() {
    return missing == 0 && lost == 0 && (membership.isEmpty() || announcements == 0);
  }

  /// Becomes less as long as something still arrives.
  long outstanding() {
    return missing + lost + membership.count(Fault.WRONG_MEMBERSHIP);
  }

  long missing() {
    return missing;
  }

  /// Unreliable updates that did not come.
  long lost() {
    return lost;
  }

  /// False if there was something to tell of the members, and the server told nothing at all.
  boolean membershipTold() {
    return announcements > 0 || !hasCompany;
  }

  /// All that the server did wrong.
  Faults faults(Membership expected) {
    Faults all = new Faults();
    all.addAll(seen);
    all.add(Fault.MISSING, missing);
    if (membershipTold() || expected == Membership.REQUIRED) {
      all.addAll(membership);
      all.add(Fault.UNANNOUNCED, unannounced);
    }
    return all;
  }
}
