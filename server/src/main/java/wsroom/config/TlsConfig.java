package wsroom.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The files of the server's certificate.
///
/// @param certificate PEM, the server's own certificate first
/// @param privateKey PEM, unencrypted PKCS #8
public record TlsConfig(Path certificate, Path privateKey) {

  static Optional<TlsConfig> read(SettingsReader settings) {
    settings.group("TLS");
    Optional<Path> certificate =
        path(
            settings,
            "TLS_CERTIFICATE",
            "PEM file with the certificate chain. With it and the key, the port serves `wss` and"
                + " `https` instead of `ws` and `http`. New files are taken up while it runs");
    Optional<Path> privateKey =
        path(settings, "TLS_PRIVATE_KEY", "PEM file with the key (PKCS #8, not encrypted)");
    settings.require(
        certificate.isPresent() == privateKey.isPresent(),
        "TLS_CERTIFICATE and TLS_PRIVATE_KEY must be set both or neither");
    return certificate.flatMap(chain -> privateKey.map(key -> new TlsConfig(chain, key)));
  }

  private static Optional<Path> path(SettingsReader settings, String name, String says) {
    return settings.find(
        settings.plain(name, says, "", "", "a file's path"),
        text -> {
          try {
            return Optional.of(Path.of(text));
          } catch (InvalidPathException e) {
            return Optional.empty();
          }
        });
  }
}
