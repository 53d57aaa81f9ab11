package wsroom.loadtest.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The server certificates that are trusted.
///
/// @param option the command-line option that selects it, with `value` if it takes one
public record ServerTrust(SSLContext context, boolean checksHostName, String option, String value) {
  /// The certificate authorities of the JDK.
  public static ServerTrust system() {
    try {
      return new ServerTrust(SSLContext.getDefault(), true, "", "");
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("no TLS in this JDK", broken);
    }
  }

  /// Any certificate, for tests on loopback.
  public static ServerTrust trustAll() {
    return new ServerTrust(
        contextOf(new TrustManager[] {new TrustAllManager()}), false, "insecure", "");
  }

  /// The certificates of a PEM file.
  ///
  /// @throws IllegalArgumentException with a message for the user, if the file has none
  public static ServerTrust of(Path pemFile) {
    try (InputStream in = Files.newInputStream(pemFile)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new ServerTrust(contextOf(factory.getTrustManagers()), true, "ca", pemFile.toString());
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new IllegalArgumentException("no certificates in " + pemFile, unreadable);
    }
  }

  private static SSLContext contextOf(TrustManager[] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("no TLS in this JDK", broken);
    }
  }

  /// Trusts all certificates. The extended kind, because the JDK adds checks of its own to the
  /// other.
  private static final class TrustAllManager extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
