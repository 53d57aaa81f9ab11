package authchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Both implementations of the curve give the same results, edge cases included.
class Secp256k1Test {
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger P =
      new BigInteger("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);

  /// The base point's x, whose y is even.
  private static final BigInteger G_X =
      new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16);

  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  private final Secp256k1 library = Secp256k1.best();
  private final Secp256k1 java = Secp256k1.java();
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void nativeLibraryLoads() {
    boolean built = System.getProperty("os.name").equals("Linux");

    assertThat(library.implementation()).isEqualTo(built ? "libsecp256k1" : "web3j");
    assertThat(java.implementation()).isEqualTo("web3j");
  }

  @Test
  void bothImplementationsSignAlikeAndRecoverTheSigner() {
    for (int i = 0; i < 200; i++) {
      byte[] key = bytes(32);
      byte[] hash = bytes(32);
      byte[] signature = java.sign(hash, key);

      assertThat(library.sign(hash, key)).isEqualTo(signature);
      assertThat(library.publicKey(key)).isEqualTo(java.publicKey(key));
      assertThat(recovered(hash, Arrays.copyOf(signature, 64), signature[64]))
          .isEqualTo(HexFormat.of().formatHex(java.publicKey(key)));
    }
  }

  @Test
  void highSRecoversTheSignerWithTheOtherRecoveryId() {
    byte[] key = bytes(32);
    byte[] hash = bytes(32);
    byte[] signature = java.sign(hash, key);
    byte[] high = Arrays.copyOf(signature, 64);
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    System.arraycopy(word(N.subtract(s)), 0, high, 32, 32);

    assertThat(recovered(hash, high, 1 - signature[64]))
        .isEqualTo(HexFormat.of().formatHex(java.publicKey(key)));
  }

  @Test
  void bothImplementationsAgreeOnEdgeValues() {
    List<BigInteger> edges =
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            G_X,
            N.shiftRight(1),
            N.shiftRight(1).add(BigInteger.ONE),
            N.subtract(BigInteger.ONE),
            N,
            N.add(BigInteger.ONE),
            P.subtract(BigInteger.ONE),
            P,
            MAX);
    int signers = 0;
    for (BigInteger r : edges) {
      for (BigInteger s : edges) {
        for (BigInteger hash : edges) {
          byte[] compact = Arrays.copyOf(word(r), 64);
          System.arraycopy(word(s), 0, compact, 32, 32);
          for (int id = 0; id < 2; id++) {
            String key = recovered(word(hash), compact, id);
            boolean possible = inGroup(r) && inGroup(s);
            assertThat(possible || key.isEmpty()).isTrue();
            signers += key.isEmpty() ? 0 : 1;
          }
        }
      }
    }
    assertThat(signers).isPositive();
  }

  /// With R = G and s = e, the only solution is the point at infinity, which is not a key.
  @Test
  void pointAtInfinityIsRejected() {
    for (BigInteger s : List.of(BigInteger.ONE, BigInteger.TWO, N.subtract(BigInteger.ONE))) {
      byte[] compact = Arrays.copyOf(word(G_X), 64);
      System.arraycopy(word(s), 0, compact, 32, 32);

      assertThat(recovered(word(s), compact, 0)).isEmpty();
      assertThat(recovered(word(s), compact, 1)).isNotEmpty();
    }
  }

  @Test
  void recoveryIdAboveOneHasNoSigner() {
    byte[] hash = bytes(32);
    byte[] signature = Arrays.copyOf(java.sign(hash, bytes(32)), 64);

    for (int id : new int[] {-1, 2, 3, 4, 27}) {
      assertThat(java.recover(hash, signature, id)).as("id %d", id).isNull();
    }
  }

  @Test
  void invalidSignatureHasNoSignerInEither() {
    int signers = 0;
    for (int i = 0; i < 500; i++) {
      signers += recovered(bytes(32), bytes(64), i % 2).isEmpty() ? 0 : 1;
    }
    // Half of all numbers are the x of a point.
    assertThat(signers).isBetween(200, 300);
  }

  @Test
  void numberOutsideTheGroupIsNotAKey() {
    for (Secp256k1 curve : List.of(library, java)) {
      for (byte[] key : List.of(new byte[32], word(N), word(MAX), new byte[31])) {
        assertThatIllegalArgumentException().isThrownBy(() -> curve.publicKey(key));
        assertThatIllegalArgumentException().isThrownBy(() -> curve.sign(new byte[32], key));
      }
    }
  }

  /// The public key in hex that both recover; empty for none.
  private String recovered(byte[] hash, byte[] compact, int id) {
    byte[] byLibrary = library.recover(hash, compact, id);
    byte[] byJava = java.recover(hash, compact, id);
    assertThat(byLibrary).isEqualTo(byJava);
    return byJava == null ? "" : HexFormat.of().formatHex(byJava);
  }

  private static boolean inGroup(BigInteger number) {
    return number.signum() > 0 && number.compareTo(N) < 0;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] word(BigInteger number) {
    byte[] word = new byte[32];
    byte[] bytes = number.toByteArray();
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, word, 32 - length, length);
    return word;
  }

  @Test
  void nativeLibraryIsUsedAfterACorrectSelfTest() {
    assertThat(Web3jSecp256k1.INSTANCE.publicKey(Keccak256.hash(new byte[] {1})))
        .asHexString()
        .isEqualToIgnoringCase(NativeSecp256k1.KNOWN_PUBLIC_KEY);
  }
}
