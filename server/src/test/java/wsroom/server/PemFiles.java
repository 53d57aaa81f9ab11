package wsroom.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A server's certificate chain and key, as PEM, and the root that a client has to trust. Created
/// by the JDK's keytool for each test.
public record PemFiles(String certificates, String key, X509Certificate root, X509Certificate own) {
  private static final String PASSWORD = "password";

  /// @param keyAlgorithm of the server's own key: RSA or EC
  public static PemFiles make(Path folder, String keyAlgorithm)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
    pair(store, "root", "EC", "-ext", "bc:c");
    pair(store, "between", "EC", "-signer", "root", "-ext", "bc:c");
    pair(store, "server", keyAlgorithm, "-signer", "between", "-ext", "san=ip:127.0.0.1");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Certificate[] chain = keys.getCertificateChain("server");
    byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
    return new PemFiles(
        pem("CERTIFICATE", chain[0].getEncoded()) + pem("CERTIFICATE", chain[1].getEncoded()),
        pem("PRIVATE KEY", key),
        (X509Certificate) chain[2],
        (X509Certificate) chain[0]);
  }

  public void writeTo(Path certificateFile, Path keyFile) throws IOException {
    Files.writeString(certificateFile, certificates);
    Files.writeString(keyFile, key);
  }

  /// A client's TLS context that trusts only these roots.
  public static SSLContext trusting(PemFiles... files)
      throws GeneralSecurityException, IOException {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    for (PemFiles file : files) {
      roots.setCertificateEntry("root " + roots.size(), file.root);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// A server's TLS context.
  public SSLContext serving() throws GeneralSecurityException, IOException {
    var chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)));
    byte[] encoded = Base64.getMimeDecoder().decode(key.replaceAll("-----.*-----", ""));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "server",
        KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(encoded)),
        PASSWORD.toCharArray(),
        chain.toArray(Certificate[]::new));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void pair(Path store, String alias, String keyAlgorithm, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", keyAlgorithm));
    command.addAll(List.of("-dname", "CN=" + alias, "-validity", "2"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  private static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }
}
