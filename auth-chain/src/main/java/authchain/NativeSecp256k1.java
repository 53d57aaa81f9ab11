package authchain;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// libsecp256k1 through JNI.
final class NativeSecp256k1 implements Secp256k1 {
  private static final int UNCOMPRESSED_BYTES = 65;

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
      return Arrays.equals(recovered, JavaSecp256k1.INSTANCE.publicKey(key)) ? loaded : null;
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
