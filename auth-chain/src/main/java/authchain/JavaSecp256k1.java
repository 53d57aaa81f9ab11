package authchain;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/// BouncyCastle's arithmetic: the fallback, and the yardstick for the native library.
final class JavaSecp256k1 implements Secp256k1 {
  static final JavaSecp256k1 INSTANCE = new JavaSecp256k1();

  private static final int WORD = 32;

  private final ECDomainParameters curve;
  private final BigInteger n;
  private final BigInteger halfN;
  private final BigInteger p;

  private JavaSecp256k1() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256k1");
    curve = new ECDomainParameters(parameters);
    n = curve.getN();
    halfN = n.shiftRight(1);
    p = curve.getCurve().getField().getCharacteristic();
  }

  @Override
  public String implementation() {
    return "bouncycastle";
  }

  /// Solves `s R = e G + r Q` for the public key Q (SEC 1, 4.1.6).
  @Override
  public byte @Nullable [] recover(byte[] hash, byte[] compactSignature, int recoveryId) {
    BigInteger r = new BigInteger(1, compactSignature, 0, WORD);
    BigInteger s = new BigInteger(1, compactSignature, WORD, WORD);
    if (!isScalar(r) || !isScalar(s) || recoveryId < 0 || recoveryId > 1) {
      return null;
    }
    ECPoint point = pointAt(r, recoveryId == 1);
    if (point == null) {
      return null;
    }
    BigInteger e = new BigInteger(1, hash);
    BigInteger rInverse = BigIntegers.modOddInverse(n, r);
    BigInteger u1 = e.negate().multiply(rInverse).mod(n);
    BigInteger u2 = s.multiply(rInverse).mod(n);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(curve.getG(), u1, point, u2);
    return key.isInfinity() ? null : encode(key);
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return encode(new FixedPointCombMultiplier().multiply(curve.getG(), scalar(privateKey)));
  }

  @Override
  public byte[] sign(byte[] hash, byte[] privateKey) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(scalar(privateKey), curve));
    BigInteger[] signature = signer.generateSignature(hash);
    BigInteger s = signature[1];
    byte[] compact = new byte[2 * WORD];
    BigIntegers.asUnsignedByteArray(signature[0], compact, 0, WORD);
    BigIntegers.asUnsignedByteArray(
        s.compareTo(halfN) > 0 ? n.subtract(s) : s, compact, WORD, WORD);
    return SignatureWithRecoveryId.of(this, hash, compact, publicKey(privateKey));
  }

  /// The curve's point with this x, or null where no point has it: half of all x.
  private @Nullable ECPoint pointAt(BigInteger x, boolean odd) {
    if (x.compareTo(p) >= 0) {
      return null;
    }
    byte[] compressed = new byte[1 + WORD];
    compressed[0] = (byte) (odd ? 3 : 2);
    BigIntegers.asUnsignedByteArray(x, compressed, 1, WORD);
    try {
      return curve.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isScalar(BigInteger number) {
    return number.signum() > 0 && number.compareTo(n) < 0;
  }

  private BigInteger scalar(byte[] privateKey) {
    BigInteger scalar = new BigInteger(1, privateKey);
    if (privateKey.length != WORD || !isScalar(scalar)) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
    return scalar;
  }

  private static byte[] encode(ECPoint point) {
    return Arrays.copyOfRange(point.getEncoded(false), 1, 1 + 2 * WORD);
  }
}
