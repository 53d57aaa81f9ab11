package wsroom.fault;

import wsroom.proto.rfc5.WsPeerUpdate;

/// The updates that one member has received from another, and whether they are consistent.
///
/// Guarded by the lock of its [RecordedSession].
final class Hearing {
  private final boolean fromTheStart;
  private int number;
  private int reliable = -1;
  private int firstReliable = -1;
  private boolean left;

  /// @param fromTheStart whether the member joined before the other one
  Hearing(boolean fromTheStart) {
    this.fromTheStart = fromTheStart;
    if (fromTheStart) {
      reliable = 0;
    }
  }

  /// Records an update.
  ///
  /// @return the problem with it, or an empty text
  String hears(WsPeerUpdate update) {
    Said said = Said.in(update.getBody().asReadOnlyByteBuffer());
    if (said.speaker() != update.getFromAlias()) {
      return "as of " + update.getFromAlias() + " what " + said.speaker() + " has said";
    }
    if (said.number() <= number) {
      return said + " after number " + number;
    }
    int before = update.getUnreliable() ? said.reliableNumber() : said.reliableNumber() - 1;
    if (reliable >= 0 && before != reliable) {
      return said + " when reliable number " + reliable + " was the last";
    }
    number = said.number();
    reliable = said.reliableNumber();
    if (!update.getUnreliable() && firstReliable < 0) {
      firstReliable = reliable;
    }
    return "";
  }

  void leaves() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  /// Whether no reliable update is missing: all of a member that joined later, else those from
  /// `firstOwed` to `last`.
  boolean hasAll(int firstOwed, int last) {
    if (fromTheStart || firstOwed > last) {
      return !fromTheStart || reliable >= last;
    }
    return reliable >= last && firstReliable >= 0 && firstReliable <= firstOwed;
  }

  @Override
  public String toString() {
    return "reliable " + firstReliable + " to " + reliable + (left ? ", then the leave" : "");
  }
}
