package authchain;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Counts the operations of verification.
final class CountingCurve implements Secp256k1 {
  private final Secp256k1 curve = Secp256k1.best();
  private final AtomicInteger recoveries = new AtomicInteger();

  int takeRecoveries() {
    return recoveries.getAndSet(0);
  }

  @Override
  public String implementation() {
    return curve.implementation();
  }

  @Override
  public byte @Nullable [] recover(byte[] hash, byte[] compactSignature, int recoveryId) {
    recoveries.incrementAndGet();
    return curve.recover(hash, compactSignature, recoveryId);
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return curve.publicKey(privateKey);
  }

  @Override
  public byte[] sign(byte[] hash, byte[] privateKey) {
    return curve.sign(hash, privateKey);
  }
}
