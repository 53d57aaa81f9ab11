package wsroom.http;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// A certificate chain and the private key of its first certificate, from two PEM files or one.
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final String CERTIFICATE = "TLS_CERTIFICATE";
  private static final String PRIVATE_KEY = "TLS_PRIVATE_KEY";

  /// Reads both files.
  ///
  /// @throws InvalidTlsException whose message names the file and the problem
  static TlsIdentity read(Path certificate, Path privateKey) throws InvalidTlsException {
    List<X509Certificate> chain = chain(certificate);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(privateKey, publicKey);
    if (!isKeyPair(publicKey, key)) {
      throw new InvalidTlsException(
          PRIVATE_KEY + " " + privateKey + " is not the key of " + certificate, null);
    }
    return new TlsIdentity(chain, key);
  }

  private static List<X509Certificate> chain(Path file) throws InvalidTlsException {
    List<PemBlocks.Block> blocks = PemBlocks.read(CERTIFICATE, file).blocks();
    List<X509Certificate> chain = new ArrayList<>();
    for (PemBlocks.Block block : blocks) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        chain.add(certificate(file, block, chain.size() + 1));
      }
    }
    if (chain.isEmpty()) {
      throw new InvalidTlsException(
          CERTIFICATE + " " + file + " holds no certificate, but a " + blocks.getFirst().label(),
          null);
    }
    return List.copyOf(chain);
  }

  private static X509Certificate certificate(Path file, PemBlocks.Block block, int number)
      throws InvalidTlsException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.content()));
    } catch (GeneralSecurityException e) {
      throw new InvalidTlsException(
          CERTIFICATE + " " + file + ": certificate " + number + " is broken", e);
    }
  }

  private static PrivateKey key(Path file, PublicKey publicKey) throws InvalidTlsException {
    String where = PRIVATE_KEY + " " + file;
    List<PemBlocks.Block> blocks = PemBlocks.read(PRIVATE_KEY, file).blocks();
    for (PemBlocks.Block block : blocks) {
      if (block.isKey()) {
        return PrivateKeys.read(where, block, publicKey);
      }
    }
    throw new InvalidTlsException(
        where + " holds no private key, but a " + blocks.getFirst().label(), null);
  }

  /// Whether the public key verifies a signature of the private key.
  private static boolean isKeyPair(PublicKey publicKey, PrivateKey key) throws InvalidTlsException {
    try {
      byte[] text = new byte[32];
      new SecureRandom().nextBytes(text);
      Signature signature = Signature.getInstance(signatureAlgorithm(publicKey.getAlgorithm()));
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new InvalidTlsException(PRIVATE_KEY + " cannot sign: " + e.getMessage(), e);
    }
  }

  private static String signatureAlgorithm(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm;
    };
  }
}
