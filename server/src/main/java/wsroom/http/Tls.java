package wsroom.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.TlsConfig;

/// The server's side of TLS: a certificate that can be renewed while connections stay.
///
/// New files are picked up by [#reloadIfChanged]; connections that are open go on under the old
/// certificate. Files that cannot be used are refused with a line in the log, and the old
/// certificate stays. Thread-safe.
public final class Tls {
  private static final Logger log = LoggerFactory.getLogger(Tls.class);
  private static final String ALIAS = "server";

  private TlsConfig files;
  private final SSLContext context;
  private volatile TlsIdentity identity;
  private String stamp;
  private boolean failing;

  private Tls(TlsConfig files, TlsIdentity identity, String stamp) throws GeneralSecurityException {
    this.files = files;
    this.identity = identity;
    this.stamp = stamp;
    this.context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new CurrentIdentity()}, null, null);
  }

  /// Reads the certificate and its key.
  public static Tls load(TlsConfig files) throws InvalidTlsException {
    try {
      String stamp = stamp(files);
      return new Tls(files, TlsIdentity.read(files.certificate(), files.privateKey()), stamp);
    } catch (GeneralSecurityException e) {
      throw new InvalidTlsException("TLS cannot be used here: " + e.getMessage(), e);
    }
  }

  SSLContext context() {
    return context;
  }

  /// When the certificate that new connections see ends, in seconds since 1970.
  public long expirySeconds() {
    return identity.chain().getFirst().getNotAfter().toInstant().getEpochSecond();
  }

  /// Looks at the files, and reads them again if they have changed, or could not be used before:
  /// that their mode has been set right does not show in their time.
  public synchronized void reloadIfChanged() {
    String now = stamp(files);
    boolean changed = !now.equals(stamp);
    if (!changed && !failing) {
      return;
    }
    stamp = now;
    try {
      identity = TlsIdentity.read(files.certificate(), files.privateKey());
      failing = false;
      log.info("took up the new certificate, good until {}", notAfter());
    } catch (InvalidTlsException e) {
      failing = true;
      if (changed) {
        log.error("keeping the certificate that is good until {}: {}", notAfter(), e.getMessage());
      }
    }
  }

  /// Reads these files now, changed or not.
  ///
  /// @throws UnusableTlsException if they cannot be used; then the old certificate stays
  public synchronized void reload(TlsConfig now) throws InvalidTlsException {
    String stampNow = stamp(now);
    identity = TlsIdentity.read(now.certificate(), now.privateKey());
    files = now;
    stamp = stampNow;
    failing = false;
  }

  private Object notAfter() {
    return identity.chain().getFirst().getNotAfter().toInstant();
  }

  private static String stamp(TlsConfig files) {
    return stamp(files.certificate()) + " " + stamp(files.privateKey());
  }

  private static String stamp(Path file) {
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      return modified + "/" + Files.size(file);
    } catch (IOException e) {
      return "missing";
    }
  }

  /// Presents whatever certificate is in force when a connection comes.
  private final class CurrentIdentity extends X509ExtendedKeyManager {
    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      // TLS asks per kind of key; one that does not fit must not be chosen.
      return identity.key().getAlgorithm().equals(keyType) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity.key().getAlgorithm().equals(keyType) ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
