package authchain;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/// secp256k1 in pure Java, by web3j and BouncyCastle: the fallback, and the reference for the
/// native library.
///
/// web3j expects valid numbers. So r, s and private keys are checked for the group's range first;
/// beyond it web3j would reduce them silently or throw.
final class Web3jSecp256k1 implements Secp256k1 {
  static final Web3jSecp256k1 INSTANCE = new Web3jSecp256k1();

  private static final int WORD = 32;
  private static final BigInteger N = Sign.CURVE_PARAMS.getN();

  private Web3jSecp256k1() {}

  @Override
  public String implementation() {
    return "web3j";
  }

  @Override
  public byte @Nullable [] recover(byte[] hash, byte[] compactSignature, int recoveryId) {
    BigInteger r = new BigInteger(1, compactSignature, 0, WORD);
    BigInteger s = new BigInteger(1, compactSignature, WORD, WORD);
    if (!isScalar(r) || !isScalar(s) || recoveryId < 0 || recoveryId > 1) {
      return null;
    }
    try {
      BigInteger key = Sign.recoverFromSignature(recoveryId, new ECDSASignature(r, s), hash);
      // 0 is the point at infinity.
      return key == null || key.signum() == 0 ? null : Numeric.toBytesPadded(key, 2 * WORD);
    } catch (IllegalArgumentException e) {
      return null; // no point has this x, as for half of all numbers
    }
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return Numeric.toBytesPadded(Sign.publicKeyFromPrivate(scalar(privateKey)), 2 * WORD);
  }

  @Override
  public byte[] sign(byte[] hash, byte[] privateKey) {
    ECDSASignature signature = ECKeyPair.create(scalar(privateKey)).sign(hash);
    byte[] compact = new byte[2 * WORD];
    System.arraycopy(Numeric.toBytesPadded(signature.r, WORD), 0, compact, 0, WORD);
    System.arraycopy(Numeric.toBytesPadded(signature.s, WORD), 0, compact, WORD, WORD);
    return SignatureWithRecoveryId.of(this, hash, compact, publicKey(privateKey));
  }

  private static boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(N) < 0;
  }

  private static BigInteger scalar(byte[] privateKey) {
    BigInteger scalar = new BigInteger(1, privateKey);
    if (privateKey.length != WORD || !isScalar(scalar)) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
    return scalar;
  }
}
