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

/// The server's TLS context, with a certificate that can be renewed while connections stay open.
///
/// [#reloadIfChanged] loads new files; open connections keep the old certificate. Invalid files are
/// logged, and the old certificate stays. Thread-safe.
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

  /// Loads the certificate and its key.
  public static Tls load(TlsConfig files) throws InvalidTlsException {
    try {
      String stamp = stamp(files);
      return new Tls(files, TlsIdentity.read(files.certificate(), files.privateKey()), stamp);
    } catch (GeneralSecurityException e) {
      throw new InvalidTlsException("TLS is not available: " + e.getMessage(), e);
    }
  }

  SSLContext context() {
    return context;
  }

  /// The expiry of the certificate for new connections, in seconds since 1970.
  public long expirySeconds() {
    return identity.chain().getFirst().getNotAfter().toInstant().getEpochSecond();
  }

  /// Reloads the files if they have changed, or were unusable before: a change of their mode does
  /// not show in their time.
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
      log.info("certificate reloaded, valid until {}", notAfter());
    } catch (InvalidTlsException e) {
      failing = true;
      if (changed) {
        log.error(
            "certificate not reloaded, keeping the one valid until {}: {}",
            notAfter(),
            e.getMessage());
      }
    }
  }

  /// Loads these files now, changed or not.
  ///
  /// @throws InvalidTlsException if they cannot be used; then the old certificate stays
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

  /// Presents the current certificate to each new connection.
  private final class CurrentIdentity extends X509ExtendedKeyManager {
    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      // TLS asks per key type; a key of another type must not be chosen.
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
