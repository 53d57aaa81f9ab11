package authchain;

import java.util.Arrays;

/// Finds the recovery id of a new signature: the one of two that recovers the signer's key.
final class SignatureWithRecoveryId {
  private SignatureWithRecoveryId() {}

  static byte[] of(Secp256k1 curve, byte[] hash, byte[] compact, byte[] publicKey) {
    for (int id = 0; id < 2; id++) {
      if (Arrays.equals(curve.recover(hash, compact, id), publicKey)) {
        byte[] signature = Arrays.copyOf(compact, 65);
        signature[64] = (byte) id;
        return signature;
      }
    }
    // r would have to exceed the group's order: one signature in 2^127.
    throw new IllegalStateException("the signature has no recovery id of 0 or 1");
  }
}
