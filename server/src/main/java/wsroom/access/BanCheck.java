package wsroom.access;

import java.util.Optional;

/// Who must stay out, though they prove who they are.
public interface BanCheck {

  /// For servers where everybody may come in.
  BanCheck NOBODY = address -> Pending.MAY_COME_IN;

  /// Begins to look an address up, and does not wait for what others are asked.
  ///
  /// @param address in lower case
  Pending ask(String address);

  /// What comes of it.
  @FunctionalInterface
  interface Pending {
    /// The address may come in.
    Pending MAY_COME_IN = Optional::empty;

    /// Why the address must stay out, in words for a person, or nothing. May wait for a moment,
    /// which is counted from when it was asked; who cannot be told of by then may come in.
    Optional<String> why();
  }
}
