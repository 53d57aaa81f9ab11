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

  /// The public key of the private key keccak-256(1), precomputed: computing it in Java takes
  /// longer than loading the library.
  static final String KNOWN_PUBLIC_KEY =
      "360840eca6bcae519abc962f59da418a293fa1d0e27854ed0e94df66b7351b56"
          + "4be3fcd468176a4ba96dfc97f81a54aa51881112fdd09b75c6360f0ab5b25e37";

  private static final String UNPACKED_FOLDER = "fr.acinq.secp256k1.lib.path";
  private static final String TEMPORARY_FOLDER = "fr.acinq.secp256k1.tmpdir";

  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /// The library, or null if it does not load: no build for this platform, no temporary folder, one
  /// that forbids execution, a wrong file. It must sign and recover once before it is used.
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

  /// Loads the library. By default it unpacks itself into a temporary folder at each start and
  /// never deletes it, so it gets its own folder, which is deleted once the library is loaded.
  private static fr.acinq.secp256k1.Secp256k1 library() throws IOException {
    if (System.getProperty(UNPACKED_FOLDER) != null) {
      return fr.acinq.secp256k1.Secp256k1.get();
    }
    String before = System.getProperty(TEMPORARY_FOLDER);
    String parent = before != null ? before : System.getProperty("java.io.tmpdir", ".");
    Path folder = Files.createTempDirectory(Path.of(parent), "libsecp256k1-");
    System.setProperty(TEMPORARY_FOLDER, folder.toString());
    try {
      return fr.acinq.secp256k1.Secp256k1.get();
    } finally {
      if (before == null) {
        System.clearProperty(TEMPORARY_FOLDER);
      } else {
        System.setProperty(TEMPORARY_FOLDER, before);
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
      // Some systems do not delete a library in use; the folder remains, as by default.
      LoggerFactory.getLogger(Secp256k1.class).debug("could not delete {}", folder, e);
    }
  }

  private static void warn(String why) {
    LoggerFactory.getLogger(Secp256k1.class)
        .warn(
            "libsecp256k1 does not load, so signatures take several times as long: {};"
                + " set -D{} to a folder with the unpacked library, or -Djava.io.tmpdir to one to"
                + " unpack it into",
            why,
            UNPACKED_FOLDER);
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
