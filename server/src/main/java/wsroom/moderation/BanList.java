package wsroom.moderation;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import wsroom.moderation.BanSource.Outcome;

/// The last list of a source; reports the addresses that a new list adds.
///
/// Thread-safe: a list is replaced as a whole, by one thread at a time.
final class BanList {
  /// Of about 120 bytes each; a longer list is a failure of its source.
  static final int MAX_ADDRESSES = 100_000;

  private static final int ADDRESS_LENGTH = 42;

  private final BanSource source;
  private final Consumer<Set<String>> onNew;
  private volatile Set<String> banned = Set.of();

  /// @param onNew ends the sessions of addresses that were not on the list before
  BanList(BanSource source, Consumer<Set<String>> onNew) {
    this.source = source;
    this.onNew = onNew;
  }

  BanSource source() {
    return source;
  }

  /// Whether an address is on the list now. Counts as a look-up.
  boolean contains(String address) {
    boolean isBanned = banned.contains(address);
    source.lookedUp(isBanned ? Outcome.BANNED : Outcome.CLEAR);
    return isBanned;
  }

  /// Replaces the list. The new one is in force before sessions are ended, so that no banned
  /// address joins in between.
  void replace(Set<String> addresses) {
    Set<String> added = new HashSet<>(addresses);
    added.removeAll(banned);
    boolean changed = !addresses.equals(banned);
    banned = Set.copyOf(addresses);
    source.setSize(addresses.size());
    if (changed) {
      source.logSize();
    }
    if (!added.isEmpty()) {
      onNew.accept(added);
    }
  }

  /// Parses an address, and returns it in lower case.
  static Optional<String> parseAddress(String text) {
    boolean isAddress =
        text.length() == ADDRESS_LENGTH
            && (text.startsWith("0x") || text.startsWith("0X"))
            && text.chars().skip(2).allMatch(BanList::isHexDigit);
    return isAddress ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static boolean isHexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
