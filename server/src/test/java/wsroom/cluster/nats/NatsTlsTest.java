package wsroom.cluster.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import wsroom.config.InvalidNatsFileException;
import wsroom.config.NatsLogin;
import wsroom.server.PemFiles;

/// TLS to a NATS server: a certificate must be of a known authority, and of the host that was asked
/// for.
@EnabledIf(
    value = "wsroom.cluster.nats.NatsServer#isInstalled",
    disabledReason = "no nats-server on the PATH (apt-get install nats-server)")
class NatsTlsTest {
  @TempDir Path folder;

  @Test
  void onlyTheRightServerOfAKnownAuthorityIsTrusted() throws Exception {
    PemFiles own = PemFiles.make(folder, "RSA");
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    own.writeTo(certificate, key);
    Path known = root("known.pem", own);
    Path other = root("other.pem", PemFiles.make(folder, "EC"));
    try (NatsServer server =
            new NatsServer(
                folder, "--tls", "--tlscert", certificate.toString(), "--tlskey", key.toString());
        NatsNode right = node("right", "127.0.0.1", server, known);
        NatsNode wrongAuthority = node("authority", "127.0.0.1", server, other);
        NatsNode wrongName = node("name", "localhost", server, known)) {
      right.awaitConnected(true);
      wrongAuthority.await(() -> saysOf(wrongAuthority, "PKIX path"));
      wrongName.await(() -> saysOf(wrongName, "No name matching localhost"));
      assertThat(wrongAuthority.<Boolean>result(is -> is.accept(isConnected(wrongAuthority))))
          .isFalse();
      assertThat(wrongName.<Boolean>result(is -> is.accept(isConnected(wrongName)))).isFalse();
    }
  }

  @Test
  void anUnusableFileOfAuthoritiesIsRejected() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    assertThatThrownBy(
            () ->
                new NatsOptions(
                    NatsNode.config(
                        new NatsLogin.None(),
                        Optional.of(empty),
                        URI.create("tls://127.0.0.1:4222")),
                    "node"))
        .isInstanceOf(InvalidNatsFileException.class)
        .hasMessageContaining("NATS_CA " + empty);
  }

  private static boolean isConnected(NatsNode node) {
    return node.nats.bus().isConnected();
  }

  private static boolean saysOf(NatsNode node, String words) {
    return node.nats.problem().orElse("").contains(words);
  }

  private static NatsNode node(String id, String host, NatsServer server, Path authorities) {
    return new NatsNode(
        id,
        NatsNode.config(
            new NatsLogin.None(),
            Optional.of(authorities),
            URI.create("tls://" + host + ":" + server.port())));
  }

  private Path root(String name, PemFiles files) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(files.root().getEncoded());
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
  }
}
