package wsroom.config;

import java.nio.file.Path;
import java.util.Optional;

/// The files of the server's certificate.
///
/// @param certificate PEM, the server's own certificate first
/// @param privateKey PEM, not encrypted; may be the same file
public record TlsConfig(Path certificate, Path privateKey) {

  static Optional<TlsConfig> read(SettingsReader settings) {
    settings.group("TLS");
    Optional<Path> certificate =
        settings.optionalFile(
            "TLS_CERTIFICATE",
            "PEM file with the certificate chain. With it and the key, the port serves `wss` and"
                + " `https` instead of `ws` and `http`. Changed files are reloaded while the"
                + " server runs");
    Optional<Path> privateKey =
        settings.optionalFile(
            "TLS_PRIVATE_KEY",
            "PEM file with the private key (PKCS #8, PKCS #1 or SEC 1, not encrypted); may be the"
                + " same file");
    settings.require(
        certificate.isPresent() == privateKey.isPresent(),
        "TLS_CERTIFICATE and TLS_PRIVATE_KEY must be set both or neither");
    return certificate.flatMap(chain -> privateKey.map(key -> new TlsConfig(chain, key)));
  }
}
