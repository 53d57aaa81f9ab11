package authchain;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// libsecp256k1 through JNI.
final class NativeSecp256k1 implements Secp256k1 {
  private static final int UNCOMPRESSED_BYTES = 65;

  /// The public key of the private key that is keccak-256 of one byte 1. Known beforehand: to work
  /// it out in Java takes longer than to load the library.
  static final String KNOWN_PUBLIC_KEY =
      "360840eca6bcae519abc962f59da418a293fa1d0e27854ed0e94df66b7351b56"
          + "4be3fcd468176a4ba96dfc97f81a54aa51881112fdd09b75c6360f0ab5b25e37";

  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /// The library, or null where it does not load: no build for this platform, a temporary folder
  /// that forbids execution, a wrong file. It has to sign and recover once before it is trusted.
  static @Nullable NativeSecp256k1 load() {
    try {
      NativeSecp256k1 loaded = new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
      byte[] key = Keccak256.hash(new byte[] {1});
      byte[] hash = Keccak256.hash(new byte[] {2});
      byte[] signature = loaded.sign(hash, key);
      byte[] recovered = loaded.recover(hash, Arrays.copyOf(signature, 64), signature[64]);
      return Arrays.equals(recovered, HexFormat.of().parseHex(KNOWN_PUBLIC_KEY)) ? loaded : null;
    } catch (LinkageError | RuntimeException e) {
      LoggerFactory.getLogger(Secp256k1.class).warn("libsecp256k1 does not load: {}", e.toString());
      return null;
    }
  }

  @Override
  public String implementation() {
    return "libsecp256k1";
  }

  @Override
  public byte @Nullable [] recover(byte[] hash, byte[] compactSignature, int recoveryId) {
    try {
      return withoutPrefix(library.ecdsaRecover(compactSignature, hash, recoveryId));
    } catch (Secp256k1Exception e) {
      return null;
    }
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    try {
      return withoutPrefix(library.pubkeyCreate(privateKey));
    } catch (Secp256k1Exception e) {
      throw new IllegalArgumentException("not a private key of secp256k1", e);
    }
  }

  @Override
  public byte[] sign(byte[] hash, byte[] privateKey) {
    byte[] publicKey = publicKey(privateKey);
    byte[] compact = library.sign(hash, privateKey, null);
    return SignatureWithRecoveryId.of(this, hash, compact, publicKey);
  }

  private static byte[] withoutPrefix(byte[] uncompressed) {
    return Arrays.copyOfRange(uncompressed, 1, UNCOMPRESSED_BYTES);
  }
}
