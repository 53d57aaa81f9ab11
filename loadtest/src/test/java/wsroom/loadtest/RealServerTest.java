package wsroom.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wsroom.loadtest.fake.Certificates;

/// The tool against this project's server over TLS.
class RealServerTest {
  private static Certificates certificates;
  private static RealServer server;

  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void startServer(@TempDir Path folder) throws Exception {
    certificates = Certificates.in(folder);
    server =
        RealServer.start(
            Map.of(
                "TLS_CERTIFICATE", certificates.pem().toString(),
                "TLS_PRIVATE_KEY", certificates.keyPem().toString()));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void tlsServerIsLoadedWithATrustedCertificate() {
    String pid = Long.toString(server.pid());

    assertThat(load("city", "--rooms=2", "--ca", trustedCa(), "--pid", pid))
        .as(out.toString())
        .isZero();
    assertThat(out.toString()).contains("No faults.");
  }

  @Test
  void updatesLongerThanATlsRecordArrive() {
    assertThat(load("island", "--ca", trustedCa(), "--body=40000", "--rate=20", "--burst=3"))
        .as(out.toString())
        .isZero();
    assertThat(out.toString()).contains("No faults.");
  }

  @Test
  void untrustedCertificateFailsTheRun() {
    assertThat(load("island")).isEqualTo(1);
    assertThat(out.toString()).contains("peers that could not join");
  }

  private static String trustedCa() {
    return certificates.pem().toString();
  }

  private int load(String scenario, String... more) {
    List<String> all = new ArrayList<>(List.of("load", scenario));
    all.add("wss://127.0.0.1:" + server.port());
    all.addAll(List.of(more));
    all.addAll(List.of("--peers=4", "--warmup=100ms", "--duration=300ms", "--patience=300ms"));
    return Main.commandLine(new StringReader(""))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .execute(all.toArray(String[]::new));
  }
}
