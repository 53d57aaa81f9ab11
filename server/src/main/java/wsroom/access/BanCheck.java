package wsroom.access;

import java.util.Optional;

/// Looks up whether an address is banned.
public interface BanCheck {

  /// Bans no address.
  BanCheck NONE = address -> Pending.NOT_BANNED;

  /// Starts to look an address up, without blocking.
  ///
  /// @param address in lower case
  Pending check(String address);

  /// A pending look-up.
  @FunctionalInterface
  interface Pending {
    /// The address is not banned.
    Pending NOT_BANNED = Optional::empty;

    /// The text for the owner of a banned address, or nothing if it is not banned. May block until
    /// a short deadline, counted from the start of the look-up; after it the address may join.
    Optional<String> reason();
  }
}
