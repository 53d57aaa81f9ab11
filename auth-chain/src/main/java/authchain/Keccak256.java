package authchain;

import org.bouncycastle.crypto.digests.KeccakDigest;

/// Ethereum's hash: Keccak with its original padding, not SHA3-256.
final class Keccak256 {
  static final int BYTES = 32;

  private Keccak256() {}

  static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }
}
