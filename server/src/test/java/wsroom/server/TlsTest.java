package wsroom.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.Identity;
import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import wsroom.config.ListenConfig;
import wsroom.config.TlsConfig;
import wsroom.http.HttpServer;
import wsroom.http.InvalidTlsException;
import wsroom.http.Tls;
import wsroom.logging.LogLines;
import wsroom.proto.rfc5.WsPacket;
import wsroom.websocket.RawUpgrade;

/// TLS with real certificates, real sockets and the JDK's own client.
class TlsTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final int PATIENCE_MILLIS = PATIENCE_SECONDS * 1_000;

  private static PemFiles ec;
  private static PemFiles otherEc;
  private static PemFiles rsa;

  @TempDir Path folder;
  private Path certificate;
  private Path key;

  @BeforeAll
  static void makesCertificates(@TempDir Path keys) throws Exception {
    ec = PemFiles.make(keys, "EC");
    otherEc = PemFiles.make(keys, "EC");
    rsa = PemFiles.make(keys, "RSA");
  }

  @BeforeEach
  void namesTheFiles() {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3,RSA", "TLSv1.2,RSA", "TLSv1.3,EC", "TLSv1.2,EC"})
  void bothVersionsAreServedWithBothKindsOfKeyAndTheWholeChain(String version, String keyAlgorithm)
      throws Exception {
    PemFiles files = keyAlgorithm.equals("EC") ? ec : rsa;
    files.writeTo(certificate, key);
    HttpServer http = new HttpServer(1);
    try (SSLSocket client = connect(listen(http, load()), PemFiles.trusting(files), version)) {
      assertThat(client.getSession().getProtocol()).isEqualTo(version);
      assertThat(client.getSession().getPeerCertificates()).hasSize(2);
      assertThat(isAnswered(client)).isTrue();
    } finally {
      http.stop();
    }
  }

  /// As sent by a balancer that passes TLS through.
  @Test
  void segmentedProxyHeaderIsReadBeforeTls() throws Exception {
    ec.writeTo(certificate, key);
    HttpServer http = new HttpServer(1);
    InetSocketAddress address =
        http.listen(
            new ListenConfig(0, "127.0.0.1"),
            Optional.of(load()),
            true,
            exchange ->
                exchange
                    .setStatusCode(
                        exchange.getSourceAddress().getHostString().equals("192.0.2.1") ? 204 : 500)
                    .endExchange());
    try (Socket plain = new Socket(address.getAddress(), address.getPort())) {
      plain.setSoTimeout(PATIENCE_MILLIS);
      plain.setTcpNoDelay(true);
      plain.getOutputStream().write("PROXY TCP4 192.0".getBytes(ISO_8859_1));
      // Once its one I/O thread has closed a later connection, it has read these bytes.
      try (Socket later = new Socket(address.getAddress(), address.getPort())) {
        later.getOutputStream().write('x');
        assertThat(later.getInputStream().read()).isEqualTo(-1);
      }
      plain.getOutputStream().write(".2.1 127.0.0.1 4711 443\r\n".getBytes(ISO_8859_1));
      try (SSLSocket client =
          (SSLSocket)
              PemFiles.trusting(ec)
                  .getSocketFactory()
                  .createSocket(plain, "127.0.0.1", address.getPort(), true)) {
        client.startHandshake();
        assertThat(isAnswered(client)).isTrue();
      }
    } finally {
      http.stop();
    }
  }

  /// As sent by a balancer that waits for the client's first bytes.
  @Test
  void proxyHeaderAndTlsInOneSegmentAreSeparated() throws Exception {
    ec.writeTo(certificate, key);
    HttpServer http = new HttpServer(1);
    InetSocketAddress address =
        http.listen(
            new ListenConfig(0, "127.0.0.1"),
            Optional.of(load()),
            true,
            exchange -> exchange.setStatusCode(204).endExchange());
    try (ServerSocket balancer = new ServerSocket(0, 1, address.getAddress())) {
      Thread.ofVirtual().start(() -> passesOn(balancer, address));
      InetSocketAddress front = (InetSocketAddress) balancer.getLocalSocketAddress();
      try (SSLSocket client = connect(front, PemFiles.trusting(ec), "TLSv1.3")) {
        assertThat(isAnswered(client)).isTrue();
      }
    } finally {
      http.stop();
    }
  }

  private static void passesOn(ServerSocket balancer, InetSocketAddress server) {
    try (Socket client = balancer.accept();
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      byte[] header = "PROXY TCP4 192.0.2.1 127.0.0.1 4711 443\r\n".getBytes(ISO_8859_1);
      byte[] first = Arrays.copyOf(header, 16_384);
      int count = client.getInputStream().read(first, header.length, first.length - header.length);
      upstream.getOutputStream().write(first, 0, header.length + count);
      Thread.ofVirtual().start(() -> pass(upstream, client));
      pass(client, upstream);
    } catch (IOException over) {
      // The test is over.
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException over) {
      // One side has closed.
    }
  }

  /// The JDK's client would not even try 1.1: these are its first bytes, written by hand.
  @ParameterizedTest
  @CsvSource({"2, 21", "3, 22"})
  void version11IsRejectedWithAnAlertAnd12IsAccepted(int minorVersion, int firstByte)
      throws Exception {
    rsa.writeTo(certificate, key);
    HttpServer http = new HttpServer(1);
    InetSocketAddress address = listen(http, load());
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write(hello(minorVersion));
      byte[] answer = client.getInputStream().readNBytes(7);

      assertThat(answer[0]).as("alert 21, handshake 22").isEqualTo((byte) firstByte);
      if (firstByte == 21) {
        assertThat(answer[6]).as("protocol_version").isEqualTo((byte) 70);
      }
    } finally {
      http.stop();
    }
  }

  @Test
  void roomIsServedOverWssAndANewCertificateDropsNoConnection() throws Exception {
    PemFiles old = ec;
    PemFiles renewed = rsa;
    old.writeTo(certificate, key);
    SSLContext trust = PemFiles.trusting(old, renewed);
    try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build();
        RunningServer server = new RunningServer(tls())) {
      InetSocketAddress address = server.address();
      Explorer ann = enters(http, address, "ann");
      Explorer ben = enters(http, address, "ben");
      ann.hears(WsPacket::hasPeerJoinMessage);
      assertThat(certificateAt(address, trust)).isEqualTo(old.own());

      renewed.writeTo(certificate, key);
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!certificateAt(address, trust).equals(renewed.own())) {
        assertThat(System.nanoTime() - limit).as("still the old certificate").isNegative();
      }

      ann.says("still here");
      assertThat(ben.hearsUpdates(1)).containsEntry(ann.alias(), List.of("still here"));
      enters(http, address, "cat").says("new here");
      ann.hears(WsPacket::hasPeerJoinMessage);
      assertThat(ann.hearsUpdates(1)).containsValue(List.of("new here"));
    }
  }

  /// Bytes of a paused sender may be buffered in the TLS layer, for which the socket reports no
  /// event.
  @Test
  void updatesBeyondTheRateLimitArriveInOrderOverWss() throws Exception {
    ec.writeTo(certificate, key);
    try (HttpClient http = HttpClient.newBuilder().sslContext(PemFiles.trusting(ec)).build();
        RunningServer server = new RunningServer(tls())) {
      Explorer ann = enters(http, server.address(), "ann");
      Explorer ben = enters(http, server.address(), "ben");
      ann.hears(WsPacket::hasPeerJoinMessage);
      List<String> said = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        said.add(i + "x".repeat(12_000));
        ann.says(said.getLast());
      }

      assertThat(ben.hearsUpdates(200)).containsEntry(ann.alias(), said);
      URI metrics = URI.create("https://127.0.0.1:" + server.address().getPort() + "/metrics");
      assertThat(http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body())
          .contains("ws_room_paused_senders 0.0")
          .doesNotContain("ws_room_sender_pauses_total 0.0");
    }
  }

  /// As when its owner or mode is corrected afterwards, which does not change its time.
  @Test
  void repairedFileIsReloadedThoughItsTimeIsUnchanged() throws Exception {
    ec.writeTo(certificate, key);
    Tls tls = load();
    HttpServer http = new HttpServer(1);
    InetSocketAddress address = listen(http, tls);
    SSLContext trust = PemFiles.trusting(ec, rsa);
    try {
      rsa.writeTo(certificate, key);
      FileTime time = Files.getLastModifiedTime(certificate);
      Files.writeString(certificate, " ".repeat(rsa.certificates().length()));
      Files.setLastModifiedTime(certificate, time);
      tls.reloadIfChanged();
      assertThat(certificateAt(address, trust)).isEqualTo(ec.own());

      Files.writeString(certificate, rsa.certificates());
      Files.setLastModifiedTime(certificate, time);
      tls.reloadIfChanged();
      assertThat(certificateAt(address, trust)).isEqualTo(rsa.own());
    } finally {
      http.stop();
    }
  }

  @Test
  void invalidFileIsLoggedAndTheOldCertificateStays() throws Exception {
    PemFiles files = ec;
    files.writeTo(certificate, key);
    Tls tls = load();
    HttpServer http = new HttpServer(1);
    InetSocketAddress address = listen(http, tls);
    SSLContext trust = PemFiles.trusting(files);
    try (LogLines log = LogLines.of(Tls.class.getName());
        SSLSocket live = connect(address, trust, "TLSv1.3")) {
      Files.writeString(certificate, "no certificate");
      tls.reloadIfChanged();
      tls.reloadIfChanged();

      assertThat(log.events()).singleElement().matches(event -> event.getLevel() == Level.ERROR);
      assertThat(log.messages().getFirst())
          .startsWith("certificate not reloaded, keeping the one valid until ")
          .contains("TLS_CERTIFICATE " + certificate);
      assertThat(certificateAt(address, trust)).isEqualTo(files.own());
      assertThat(isAnswered(live)).isTrue();
    } finally {
      http.stop();
    }
  }

  @Test
  void keyOfAnotherCertificateIsRejected() throws Exception {
    ec.writeTo(certificate, key);
    Files.writeString(key, otherEc.key());

    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidTlsException.class)
        .hasMessage("TLS_PRIVATE_KEY " + key + " is not the key of " + certificate);
  }

  /// As cert-manager, OpenSSL 1 and old guides write them.
  @ParameterizedTest
  @CsvSource({"RSA, rsa -traditional", "EC, ec", "EC, ec -param_enc named_curve"})
  void keysOfOlderFormatsAreRead(String algorithm, String options) throws Exception {
    PemFiles files = algorithm.equals("EC") ? ec : rsa;
    files.writeTo(certificate, key);
    Files.writeString(key, openssl(options.split(" ")));

    assertThat(Files.readString(key)).contains("BEGIN " + algorithm + " PRIVATE KEY");
    isServed(files);
  }

  /// As `openssl ecparam -genkey` writes it.
  @Test
  void parametersBeforeAKeyAreSkipped() throws Exception {
    ec.writeTo(certificate, key);
    Files.writeString(
        key,
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + openssl("ec"));

    isServed(ec);
  }

  @Test
  void certificateAndKeyMayBeInOneFile() throws Exception {
    Files.writeString(certificate, ec.key() + ec.certificates());
    Files.writeString(key, ec.certificates() + ec.key());
    isServed(ec);
    Files.copy(certificate, key, StandardCopyOption.REPLACE_EXISTING);
    isServed(ec);
  }

  /// Windows writes a byte order mark, and OpenSSL writes names in any encoding.
  @Test
  void textAroundTheBlocksIsSkipped() throws Exception {
    String attributes = "Bag Attributes\n    friendlyName: Schlüssel für 東京\nsubject=CN = é\n";
    Files.writeString(certificate, "\uFEFF" + attributes + ec.certificates());
    Files.write(key, ("Bag Attributes: \u00fc\n" + ec.key()).getBytes(ISO_8859_1));
    isServed(ec);

    Files.write(certificate, ("\uFEFF" + ec.certificates()).getBytes(UTF_16LE));
    Files.writeString(key, ec.key().replace("\n", "\r\n"));
    isServed(ec);
  }

  @ParameterizedTest
  @CsvSource({"pkey -aes256 -passout pass:secret", "rsa -traditional -aes256 -passout pass:secret"})
  void encryptedKeyIsRejectedByName(String options) throws Exception {
    rsa.writeTo(certificate, key);
    Files.writeString(key, openssl(options.split(" ")));

    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidTlsException.class)
        .hasMessageStartingWith("TLS_PRIVATE_KEY " + key + " holds an encrypted key, ");
  }

  @Test
  void messageNamesTheFileAndTheProblem() throws Exception {
    ec.writeTo(certificate, key);
    isRefused(key, null, "TLS_PRIVATE_KEY " + key + " does not exist");
    isRefused(key, "", "TLS_PRIVATE_KEY " + key + " is empty");
    isRefused(
        key, "hello", "TLS_PRIVATE_KEY " + key + " is not a PEM file: it has no -----BEGIN line");
    isRefused(
        key,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n",
        "TLS_PRIVATE_KEY "
            + key
            + " ends within a block, or one ends as another kind than it began");
    isRefused(
        key,
        "-----BEGIN PRIVATE KEY-----\nA!A\n-----END PRIVATE KEY-----\n",
        "TLS_PRIVATE_KEY " + key + " has a PRIVATE KEY that is not in base64");
    isRefused(
        key,
        ec.certificates(),
        "TLS_PRIVATE_KEY " + key + " holds no private key, but a CERTIFICATE");
    isRefused(
        key,
        rsa.key(),
        "TLS_PRIVATE_KEY " + key + " holds no EC key, as the certificate's is, or a broken one");
    isRefused(
        certificate,
        ec.key(),
        "TLS_CERTIFICATE " + certificate + " holds no certificate, but a PRIVATE KEY");
    isRefused(
        certificate,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "TLS_CERTIFICATE " + certificate + ": certificate 1 is broken");
    Files.delete(certificate);
    Files.createDirectory(certificate);
    assertThatThrownBy(this::load).hasMessage("TLS_CERTIFICATE " + certificate + " is a folder");
    Files.delete(certificate);
    Files.write(certificate, ec.own().getEncoded());
    assertThatThrownBy(this::load).hasMessageContaining("is in the binary form (DER or PKCS #12)");
  }

  private void isRefused(Path file, @Nullable String content, String message) throws Exception {
    ec.writeTo(certificate, key);
    if (content == null) {
      Files.delete(file);
    } else {
      Files.writeString(file, content);
    }
    assertThatThrownBy(this::load).isInstanceOf(InvalidTlsException.class).hasMessage(message);
  }

  /// The key as another program writes it.
  private String openssl(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("openssl"));
    all.addAll(List.of(command));
    all.addAll(List.of("-in", key.toString()));
    Process process;
    try {
      process = new ProcessBuilder(all).start();
    } catch (IOException e) {
      throw new TestAbortedException("openssl is not installed", e);
    }
    String written = new String(process.getInputStream().readAllBytes(), UTF_8);
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return written;
  }

  private void isServed(PemFiles files) throws Exception {
    HttpServer http = new HttpServer(1);
    try (SSLSocket client = connect(listen(http, load()), PemFiles.trusting(files), "TLSv1.3")) {
      assertThat(isAnswered(client)).isTrue();
    } finally {
      http.stop();
    }
  }

  @Test
  void invalidFilePreventsTheStart() throws Exception {
    ec.writeTo(certificate, key);
    Files.writeString(
        key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    ProcessBuilder start =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "wsroom.app.Main");
    start.environment().putAll(tls());
    start.environment().put("HTTP_SERVER_PORT", "0");
    start.environment().put("HTTP_SERVER_HOST", "127.0.0.1");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = start.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readAllLines(err))
        .filteredOn(line -> !line.isBlank() && !line.startsWith("WARNING"))
        .singleElement()
        .asString()
        .startsWith(
            "TLS_PRIVATE_KEY " + key + " holds a key for RSA, but the certificate's is for EC");
  }

  /// A flush is encrypted once for each peer, not once for each update.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void eachFlushIsOneTlsRecordForEachPeer(String version) throws Exception {
    PemFiles files = ec;
    files.writeTo(certificate, key);
    SSLContext trust = PemFiles.trusting(files);
    try (RunningServer server = new RunningServer(tls())) {
      InetSocketAddress address = server.address();
      try (RecordTap toAnn = new RecordTap(address);
          RecordTap toBen = new RecordTap(address)) {
        SecurePeer ann = new SecurePeer(trust, version, toAnn.port(), "ann");
        SecurePeer ben = new SecurePeer(trust, version, toBen.port(), "ben");
        ann.hears(1);
        SecurePeer cat = new SecurePeer(trust, version, address.getPort(), "cat");
        ann.hears(1);
        ben.hears(1);
        int annBefore = toAnn.records();
        int benBefore = toBen.records();
        for (int flush = 1; flush <= 3; flush++) {
          cat.saysAtOnce(20, "x".repeat(100));
          ann.hears(20);
          ben.hears(20);
          assertThat(toAnn.records() - annBefore).isEqualTo(flush);
          assertThat(toBen.records() - benBefore).isEqualTo(flush);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void slowConsumerOverTlsGetsAllReliableUpdates(String version) throws Exception {
    PemFiles files = ec;
    files.writeTo(certificate, key);
    SSLContext trust = PemFiles.trusting(files);
    try (RunningServer server = new RunningServer(tls())) {
      int port = server.address().getPort();
      SecurePeer ann = new SecurePeer(trust, version, port, "ann");
      SecurePeer ben = new SecurePeer(trust, version, port, "ben");
      SecurePeer cat = new SecurePeer(trust, version, port, "cat");
      ann.hears(2);
      ben.hears(1);
      for (int burst = 0; burst < 5; burst++) {
        // More than the kernel's buffers, and less than a backlog.
        cat.saysAtOnce(75, "x".repeat(12_000));
        ben.hears(75);
        ann.hears(75);
      }
    }
  }

  private Tls load() throws InvalidTlsException {
    return Tls.load(new TlsConfig(certificate, key));
  }

  private static InetSocketAddress listen(HttpServer http, Tls tls) throws Exception {
    return http.listen(
        new ListenConfig(0, "127.0.0.1"),
        Optional.of(tls),
        false,
        exchange -> exchange.setStatusCode(204).endExchange());
  }

  private Map<String, String> tls() {
    return Map.of("TLS_CERTIFICATE", certificate.toString(), "TLS_PRIVATE_KEY", key.toString());
  }

  private static Explorer enters(HttpClient http, InetSocketAddress address, String name)
      throws InterruptedException {
    Identity identity = Identity.named(name, Instant.now().plus(Duration.ofDays(1)));
    URI room = URI.create("wss://127.0.0.1:" + address.getPort() + "/rooms/plaza");
    return Explorer.enters(http, room, identity);
  }

  private static Certificate certificateAt(InetSocketAddress address, SSLContext trust)
      throws IOException {
    try (SSLSocket client = connect(address, trust, "TLSv1.3")) {
      return client.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(InetSocketAddress address, SSLContext trust, String version)
      throws IOException {
    SSLSocket client =
        (SSLSocket) trust.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    client.setEnabledProtocols(new String[] {version});
    client.startHandshake();
    return client;
  }

  private static boolean isAnswered(SSLSocket client) throws IOException {
    client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    return RawUpgrade.readHead(client.getInputStream()).startsWith("HTTP/1.1 204 ");
  }

  /// A ClientHello of TLS 1.1 or 1.2, with ciphers and curves that both know.
  private static byte[] hello(int minorVersion) {
    byte[] ciphers = {(byte) 0xC0, 0x2F, (byte) 0xC0, 0x14, (byte) 0xC0, 0x13, 0, 0x35, 0, 0x2F};
    byte[] extensions = {
      0,
      10,
      0,
      4,
      0,
      2,
      0,
      23, // supported_groups: secp256r1
      0,
      11,
      0,
      2,
      1,
      0, // ec_point_formats: uncompressed
      0,
      13,
      0,
      6,
      0,
      4,
      4,
      1,
      8,
      4 // signature_algorithms: RSA with SHA-256
    };
    ByteBuffer body = ByteBuffer.allocate(256);
    body.put((byte) 3)
        .put((byte) minorVersion)
        .put("a random of thirty-two bytes....".getBytes(UTF_8));
    body.put((byte) 0).putShort((short) ciphers.length).put(ciphers).put((byte) 1).put((byte) 0);
    body.putShort((short) extensions.length).put(extensions).flip();
    ByteBuffer record = ByteBuffer.allocate(9 + body.remaining());
    record.put((byte) 22).put((byte) 3).put((byte) 1).putShort((short) (4 + body.remaining()));
    record.putInt(1 << 24 | body.remaining()).put(body);
    return record.array();
  }
}
