package wsroom.moderation;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import wsroom.moderation.BanSource.Outcome;

/// The last list that a source gave, and who is told of those that are new on it.
///
/// Thread-safe: a list is replaced as a whole, by one thread at a time.
final class BanList {
  /// Of some 120 bytes each.
  static final int MOST_ADDRESSES = 100_000;

  private static final int ADDRESS_LENGTH = 42;

  private final BanSource source;
  private final Consumer<Set<String>> onNew;
  private volatile Set<String> banned = Set.of();

  /// @param onNew ends the sessions of those that were not on the list before
  BanList(BanSource source, Consumer<Set<String>> onNew) {
    this.source = source;
    this.onNew = onNew;
  }

  BanSource source() {
    return source;
  }

  /// Whether an address is on the list now. Counts as a look-up.
  boolean holds(String address) {
    boolean is = banned.contains(address);
    source.lookedUp(is ? Outcome.BANNED : Outcome.CLEAR);
    return is;
  }

  /// Takes up a new list. It is in force before anyone is thrown out, so that nobody slips in
  /// between.
  void replace(Set<String> addresses) {
    Set<String> added = new HashSet<>(addresses);
    added.removeAll(banned);
    boolean changed = !addresses.equals(banned);
    banned = Set.copyOf(addresses);
    source.bans(addresses.size());
    if (changed) {
      source.logSize();
    }
    if (!added.isEmpty()) {
      onNew.accept(added);
    }
  }

  /// An address in lower case, if the text is one.
  static Optional<String> address(String text) {
    boolean is =
        text.length() == ADDRESS_LENGTH
            && (text.startsWith("0x") || text.startsWith("0X"))
            && text.chars().skip(2).allMatch(BanList::isHexDigit);
    return is ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static boolean isHexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
