package wsroom.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// A certificate chain and the private key of its first certificate, as they stand in two PEM
/// files.
record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String END_KEY = "-----END PRIVATE KEY-----";

  /// Reads both files.
  ///
  /// @throws UnusableTlsException whose message names the file and says what is wrong with it
  static TlsIdentity read(Path certificate, Path privateKey) throws UnusableTlsException {
    List<X509Certificate> chain = chain(certificate);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(privateKey, publicKey.getAlgorithm());
    if (!belongTogether(publicKey, key)) {
      throw new UnusableTlsException(
          "TLS_PRIVATE_KEY " + privateKey + " is not the key of " + certificate, null);
    }
    return new TlsIdentity(chain, key);
  }

  private static List<X509Certificate> chain(Path file) throws UnusableTlsException {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (certificates.isEmpty()) {
        throw new UnusableTlsException("TLS_CERTIFICATE " + file + " holds no certificate", null);
      }
      return certificates.stream().map(TlsIdentity::x509).toList();
    } catch (IOException e) {
      throw new UnusableTlsException("TLS_CERTIFICATE " + file + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new UnusableTlsException("TLS_CERTIFICATE " + file + " holds no PEM certificates", e);
    }
  }

  private static X509Certificate x509(Certificate certificate) {
    return (X509Certificate) certificate;
  }

  private static PrivateKey key(Path file, String algorithm) throws UnusableTlsException {
    try {
      String pem = Files.readString(file, StandardCharsets.US_ASCII);
      int begin = pem.indexOf(BEGIN_KEY);
      int end = pem.indexOf(END_KEY);
      if (begin < 0 || end < begin) {
        throw new UnusableTlsException(
            "TLS_PRIVATE_KEY "
                + file
                + " is no unencrypted PKCS #8 key; make one with: openssl pkcs8 -topk8 -nocrypt",
            null);
      }
      byte[] encoded =
          Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN_KEY.length(), end));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IOException e) {
      throw new UnusableTlsException("TLS_PRIVATE_KEY " + file + " cannot be read", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableTlsException(
          "TLS_PRIVATE_KEY " + file + " is no " + algorithm + " key, as the certificate's is", e);
    }
  }

  /// Whether what one key signs the other verifies.
  private static boolean belongTogether(PublicKey publicKey, PrivateKey key)
      throws UnusableTlsException {
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
      throw new UnusableTlsException("TLS_PRIVATE_KEY cannot sign", e);
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
