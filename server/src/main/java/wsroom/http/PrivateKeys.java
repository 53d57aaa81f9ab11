package wsroom.http;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/// Reads private keys from PEM blocks.
///
/// The JDK reads keys of the form PKCS #8 only. The older ones, PKCS #1 (RSA) and SEC 1 (EC), are
/// the content of a PKCS #8 key without the name of the algorithm, which the certificate has, too:
/// so they are put into a PKCS #8 envelope with that name.
final class PrivateKeys {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private PrivateKeys() {}

  /// @param where the setting and its file, for error messages
  /// @param publicKey of the certificate, whose algorithm the key must have
  static PrivateKey read(String where, PemBlocks.Block block, PublicKey publicKey)
      throws InvalidTlsException {
    String algorithm = publicKey.getAlgorithm();
    if (block.isEncrypted()) {
      throw new InvalidTlsException(
          where
              + " holds an encrypted key, which is not supported; decrypt it with: openssl pkey -in"
              + " KEY -out PLAIN",
          null);
    }
    Optional<String> old = oldForm(block.label());
    if (old.isEmpty() && !block.label().equals("PRIVATE KEY")) {
      throw new InvalidTlsException(where + " holds a " + block.label() + ", unknown here", null);
    }
    if (old.isPresent() && !old.get().equals(algorithm)) {
      throw new InvalidTlsException(
          where + " holds a key for " + old.get() + ", but the certificate's is for " + algorithm,
          null);
    }
    byte[] encoded =
        old.isPresent() ? envelope(publicKey.getEncoded(), block.content()) : block.content();
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new InvalidTlsException(
          where + " holds no " + algorithm + " key, as the certificate's is, or a broken one", e);
    }
  }

  private static Optional<String> oldForm(String label) {
    return switch (label) {
      case "RSA PRIVATE KEY" -> Optional.of("RSA");
      case "EC PRIVATE KEY" -> Optional.of("EC");
      default -> Optional.empty();
    };
  }

  /// @param publicKey a SubjectPublicKeyInfo, which begins with the name of the algorithm
  /// @param key as PKCS #1 or SEC 1 have it
  private static byte[] envelope(byte[] publicKey, byte[] key) {
    int start = contentStart(publicKey, 0);
    int end = contentStart(publicKey, start) + length(publicKey, start);
    byte[] algorithm = Arrays.copyOfRange(publicKey, start, end);
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
  }

  // --- DER: a tag, a length and the content ---

  private static byte[] element(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x83);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static int contentStart(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentStart(der, at); i++) {
      length = (length << 8) | (der[i] & 0xFF);
    }
    return length;
  }
}
