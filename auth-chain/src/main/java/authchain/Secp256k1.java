package authchain;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Ethereum's elliptic curve. Both implementations give the same results: [#best()] is libsecp256k1
/// if its native library loads, else [#java()], which is portable and slower.
public interface Secp256k1 {

  /// The faster implementation available. Chosen and logged once.
  static Secp256k1 best() {
    return Best.IMPLEMENTATION;
  }

  /// web3j's implementation in pure Java.
  static Secp256k1 java() {
    return Web3jSecp256k1.INSTANCE;
  }

  /// A short lower-case name for logs and metrics: `libsecp256k1` or `web3j`.
  String implementation();

  /// The public key (x, y: 64 bytes) that made a signature, or null if none did.
  ///
  /// @param hash 32 bytes
  /// @param compactSignature r and s: 64 bytes; high and low s are accepted
  /// @param recoveryId 0 or 1: the parity of the point whose x is r
  byte @Nullable [] recover(byte[] hash, byte[] compactSignature, int recoveryId);

  /// The public key (x, y: 64 bytes) of a private key of 32 bytes.
  ///
  /// @throws IllegalArgumentException where the number is not a private key
  byte[] publicKey(byte[] privateKey);

  /// A deterministic signature (RFC 6979) with low s: r, s and the recovery id, 65 bytes.
  ///
  /// @throws IllegalArgumentException where the number is not a private key
  byte[] sign(byte[] hash, byte[] privateKey);

  /// Loads the native library on first use.
  final class Best {
    private static final Secp256k1 IMPLEMENTATION = choose();

    private Best() {}

    private static Secp256k1 choose() {
      NativeSecp256k1 loaded = NativeSecp256k1.load();
      Secp256k1 chosen = loaded != null ? loaded : java();
      LoggerFactory.getLogger(Secp256k1.class)
          .info("signatures are verified with {}", chosen.implementation());
      return chosen;
    }
  }
}
