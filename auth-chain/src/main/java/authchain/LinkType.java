package authchain;

import org.jspecify.annotations.Nullable;

/// Types of links; the names of the constants are the wire texts.
public enum LinkType {
  /// Names the owner; has no signature.
  SIGNER(Role.SIGNER, false),
  /// An account delegates its authority to an ephemeral key.
  ECDSA_EPHEMERAL(Role.EPHEMERAL, false),
  /// An account, or an ephemeral key, signs a text.
  ECDSA_SIGNED_ENTITY(Role.SIGNED_ENTITY, false),
  /// A contract wallet delegates its authority to an ephemeral key.
  ECDSA_EIP_1654_EPHEMERAL(Role.EPHEMERAL, true),
  /// A contract wallet signs a text.
  ECDSA_EIP_1654_SIGNED_ENTITY(Role.SIGNED_ENTITY, true);

  /// The position of a link in a chain.
  enum Role {
    SIGNER,
    EPHEMERAL,
    SIGNED_ENTITY
  }

  private final Role role;
  private final boolean contract;

  LinkType(Role role, boolean contract) {
    this.role = role;
    this.contract = contract;
  }

  /// The type of that exact name, or null.
  static @Nullable LinkType named(String name) {
    return switch (name) {
      case "SIGNER" -> SIGNER;
      case "ECDSA_EPHEMERAL" -> ECDSA_EPHEMERAL;
      case "ECDSA_SIGNED_ENTITY" -> ECDSA_SIGNED_ENTITY;
      case "ECDSA_EIP_1654_EPHEMERAL" -> ECDSA_EIP_1654_EPHEMERAL;
      case "ECDSA_EIP_1654_SIGNED_ENTITY" -> ECDSA_EIP_1654_SIGNED_ENTITY;
      default -> null;
    };
  }

  Role role() {
    return role;
  }

  /// Whether a contract, not a key, validates the signature.
  boolean contract() {
    return contract;
  }
}
