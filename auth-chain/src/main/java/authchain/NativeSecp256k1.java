package authchain;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final String LIES_READY = "fr.acinq.secp256k1.lib.path";
  private static final String UNPACKS_INTO = "fr.acinq.secp256k1.tmpdir";

  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /// The library, or null where it does not load: no build for this platform, no temporary folder
  /// to unpack it into, one that forbids execution, a wrong file. It has to sign and recover once
  /// before it is trusted.
  static @Nullable NativeSecp256k1 load() {
    try {
      NativeSecp256k1 loaded = new NativeSecp256k1(library());
      byte[] key = Keccak256.hash(new byte[] {1});
      byte[] hash = Keccak256.hash(new byte[] {2});
      byte[] signature = loaded.sign(hash, key);
      byte[] recovered = loaded.recover(hash, Arrays.copyOf(signature, 64), signature[64]);
      if (Arrays.equals(recovered, HexFormat.of().parseHex(KNOWN_PUBLIC_KEY))) {
        return loaded;
      }
      warn("it recovers a wrong key");
    } catch (IOException | LinkageError | RuntimeException e) {
      warn(root(e).toString());
    }
    return null;
  }

  /// Unless it lies ready somewhere, the library unpacks itself into a temporary folder at each
  /// start and never goes away by itself from there. So it gets a folder of its own, which is
  /// deleted as soon as the library is in memory.
  private static fr.acinq.secp256k1.Secp256k1 library() throws IOException {
    if (System.getProperty(LIES_READY) != null) {
      return fr.acinq.secp256k1.Secp256k1.get();
    }
    String before = System.getProperty(UNPACKS_INTO);
    String parent = before != null ? before : System.getProperty("java.io.tmpdir", ".");
    Path folder = Files.createTempDirectory(Path.of(parent), "libsecp256k1-");
    System.setProperty(UNPACKS_INTO, folder.toString());
    try {
      return fr.acinq.secp256k1.Secp256k1.get();
    } finally {
      if (before == null) {
        System.clearProperty(UNPACKS_INTO);
      } else {
        System.setProperty(UNPACKS_INTO, before);
      }
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      // Some systems keep a library that is in use; then it stays, as it would have without us.
      LoggerFactory.getLogger(Secp256k1.class).debug("{} stays", folder, e);
    }
  }

  private static void warn(String why) {
    LoggerFactory.getLogger(Secp256k1.class)
        .warn(
            "libsecp256k1 does not load, so signatures take several times as long: {};"
                + " -D{} names a folder where it lies unpacked, -Djava.io.tmpdir one to unpack it"
                + " into",
            why,
            LIES_READY);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
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
