package wsroom.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import authchain.AuthChain;
import authchain.AuthLink;
import authchain.Identity;
import authchain.LinkType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.server.PemFiles;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// The reaction of a process to a broken environment: without a class, memory, space for its log,
/// or a name service. Each test runs a real process with the options of production.
class ProcessFaultsTest {
  private static final int EXIT_BROKEN = 70;
  private static final int EXIT_OUT_OF_MEMORY = 3;

  @TempDir Path folder;

  /// An installation that is replaced while the server runs looks like this.
  @Test
  void errorOnAnIoThreadExitsWithALogLine() throws Exception {
    Path classes = Path.of("target", "classes");
    Path incomplete = folder.resolve("classes");
    copyWithout(classes, incomplete, "wsroom/access/EthereumAddress.class");
    try (ServerProcess server = ServerProcess.startWithout(classes, incomplete, Map.of())) {
      RecordedRun island = new RecordedRun(server.awaitsAddress(), 10);
      RecordedSession ann = RecordedSession.begin(island, identity("ann"), "plaza", null);

      assertThat(server.awaitsExit()).isEqualTo(EXIT_BROKEN);
      assertThat(ann.awaitsEnd()).isZero();
      assertThat(server.said())
          .contains("fatal error, exiting")
          .contains("NoClassDefFoundError: wsroom/access/EthereumAddress");
    }
  }

  @Test
  void failedStartExitsInsteadOfRunningWithoutAListener() throws Exception {
    Path classes = Path.of("target", "classes");
    Path incomplete = folder.resolve("classes");
    copyWithout(classes, incomplete, "wsroom/http/Router.class");
    try (ServerProcess server = ServerProcess.startWithout(classes, incomplete, Map.of())) {
      assertThat(server.awaitsExit()).isEqualTo(EXIT_BROKEN);
      assertThat(server.said())
          .contains("start failed, exiting")
          .contains("NoClassDefFoundError: wsroom/http/Router");
    }
  }

  /// A handshake costs the server a signature on an I/O thread, and open connections are not
  /// counted.
  @Test
  void tlsRenegotiationIsCutOff() throws Exception {
    PemFiles files = PemFiles.make(folder, "EC");
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    files.writeTo(certificate, key);
    Map<String, String> settings =
        Map.of("TLS_CERTIFICATE", certificate.toString(), "TLS_PRIVATE_KEY", key.toString());
    try (ServerProcess server =
        ServerProcess.start(List.of(), settings, ServerProcess.Output.READ)) {
      InetSocketAddress address = server.awaitsAddress();
      try (Socket plain = new Socket(address.getAddress(), address.getPort());
          SSLSocket line =
              (SSLSocket)
                  PemFiles.trusting(files)
                      .getSocketFactory()
                      .createSocket(plain, "localhost", address.getPort(), true)) {
        line.setEnabledProtocols(new String[] {"TLSv1.2"});
        line.startHandshake();

        assertThatThrownBy(
                () -> {
                  line.startHandshake();
                  line.getOutputStream()
                      .write(
                          "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                  line.getInputStream().read();
                })
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void processWithoutMemoryExitsWithALogLine() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            List.of("-Xms24m", "-Xmn4m", "-Xmx24m"),
            Map.of("MAX_PENDING_HANDSHAKES", "0", "HANDSHAKE_TIMEOUT", "600000"),
            ServerProcess.Output.READ)) {
      InetSocketAddress address = server.awaitsAddress();
      List<Wire> greedy = new ArrayList<>();
      byte[] most = ClientFrames.frame(false, 0x2, new byte[16_000]);
      while (server.isAlive() && greedy.size() < 10_000) {
        try {
          Wire wire = Wire.open(address, RawUpgrade.request("plaza"));
          greedy.add(wire);
          wire.write(most);
        } catch (IOException e) {
          break;
        }
      }
      assertThat(server.awaitsExit()).isEqualTo(EXIT_OUT_OF_MEMORY);
      assertThat(server.said()).contains("java.lang.OutOfMemoryError");
      greedy.forEach(Wire::resets);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fullDiskUnderTheLogAffectsNoSession() throws Exception {
    int port = freePort();
    try (ServerProcess server =
        ServerProcess.start(
            List.of(),
            Map.of("HTTP_SERVER_PORT", Integer.toString(port), "LOG_LEVEL", "trace"),
            ServerProcess.Output.file(Path.of("/dev/full")))) {
      serves(ServerProcess.at(port), server);
      server.terminate();
      assertThat(server.awaitsExit()).isZero();
    }
  }

  /// A log collector that hangs leaves a pipe full.
  @Test
  void blockedLogPipeDelaysNoSession() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(List.of(), Map.of("LOG_LEVEL", "trace"), ServerProcess.Output.READ)) {
      InetSocketAddress address = server.awaitsAddress();
      // Far more lines than a pipe and the log's own queue hold.
      for (int i = 0; i < 100; i++) {
        serves(address, server);
      }
      server.terminate();
      assertThat(server.awaitsExit()).isZero();
    }
  }

  @Test
  void unknownNodeNameAffectsContractWalletsOnly() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            List.of(),
            Map.of("ETH_RPC_URL", "http://nowhere.invalid/"),
            ServerProcess.Output.READ)) {
      InetSocketAddress address = server.awaitsAddress();
      serves(address, server);
      assertThat(closeCodeOfAContractWallet(address)).isEqualTo(1013);
      serves(address, server);
    }
  }

  @Test
  void deadNodeAffectsContractWalletsOnly() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            List.of(),
            Map.of("ETH_RPC_URL", "http://127.0.0.1:" + freePort() + "/"),
            ServerProcess.Output.READ)) {
      InetSocketAddress address = server.awaitsAddress();
      assertThat(closeCodeOfAContractWallet(address)).isEqualTo(1013);
      serves(address, server);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutFileDescriptorsSessionsContinueAndNewClientsWait() throws Exception {
    try (ServerProcess server = ServerProcess.startWithFiles(160)) {
      InetSocketAddress address = server.awaitsAddress();
      serves(address, server);
      RecordedRun island = new RecordedRun(address, 10);
      RecordedSession ann = enters(island, "ann", server);
      RecordedSession ben = enters(island, "ben", server);
      List<Socket> idle = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        idle.add(new Socket(address.getAddress(), address.getPort()));
      }
      for (int i = 0; i < 20; i++) {
        ann.speaks(true, 60);
        ben.speaks(true, 60);
        assertThat(island.awaits(island::disagreements, RecordedRun.PATIENCE)).isEmpty();
      }
      for (Socket socket : idle) {
        socket.close();
      }
      assertThat(enters(island, "cat", server).isIn()).isTrue();
      assertThat(island.awaits(island::disagreements, RecordedRun.PATIENCE)).isEmpty();
      assertThat(island.violations()).isEmpty();
    }
  }

  /// XNIO's own pause would grow to 16 s, and delay new clients even after descriptors are
  /// available again.
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutFileDescriptorsAcceptIsRetriedWithinASecond() throws Exception {
    try (ServerProcess server = ServerProcess.startWithFiles(160)) {
      assertThat(
              server.awaitsLine(Pattern.compile(".*MAX_CONNECTIONS is 20000, but (.*)")).group(1))
          .startsWith("the process may have only 160 file descriptors");
      InetSocketAddress address = server.awaitsAddress();
      // Classes are files here, and must be loaded before the descriptors run out.
      serves(address, server);
      List<Socket> idle = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        idle.add(new Socket(address.getAddress(), address.getPort()));
      }
      Pattern backingOff = Pattern.compile(".*backing off for (\\d+) milliseconds.*");
      for (int i = 0; i < 4; i++) {
        assertThat(Integer.parseInt(server.awaitsLine(backingOff).group(1))).isLessThan(1000);
      }
      for (Socket socket : idle) {
        socket.close();
      }
      assertThat(enters(new RecordedRun(address, 10), "cat", server).isIn()).isTrue();
    }
  }

  /// Two clients join, and receive each other's updates.
  static void serves(InetSocketAddress address, ServerProcess server) throws Exception {
    RecordedRun island = new RecordedRun(address, 10);
    RecordedSession ann = enters(island, "ann", server);
    RecordedSession ben = enters(island, "ben", server);
    ann.speaks(true, 60);
    ben.speaks(true, 60);
    assertThat(island.awaits(island::disagreements, RecordedRun.PATIENCE)).isEmpty();
    assertThat(island.violations()).isEmpty();
    ann.closes();
    ben.closes();
    assertThat(ann.awaitsEnd()).isEqualTo(1000);
    assertThat(ben.awaitsEnd()).isEqualTo(1000);
  }

  /// The server may still be starting, if its log cannot show it.
  private static RecordedSession enters(RecordedRun island, String name, ServerProcess server)
      throws Exception {
    long end = System.nanoTime() + RecordedRun.PATIENCE.toNanos();
    while (true) {
      try {
        RecordedSession visit = RecordedSession.begin(island, identity(name), "plaza", null);
        assertThat(visit.isWelcomed()).isTrue();
        return visit;
      } catch (IOException e) {
        assertThat(server.isAlive()).isTrue();
        assertThat(System.nanoTime() - end).isNegative();
      }
    }
  }

  /// Signs as only a contract wallet could, which requires an Ethereum node.
  private static int closeCodeOfAContractWallet(InetSocketAddress address) throws Exception {
    String owner = identity("wallet").address();
    Wire wire = Wire.open(address, RawUpgrade.request("plaza"));
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    wire.listens(
        new Wire.Listener() {
          @Override
          public void onPacket(byte[] packet) throws IOException {
            String challenge =
                WsPacket.parseFrom(packet).getChallengeMessage().getChallengeToSign();
            AuthChain chain =
                new AuthChain(
                    List.of(
                        new AuthLink(LinkType.SIGNER, owner, ""),
                        new AuthLink(
                            LinkType.ECDSA_EIP_1654_SIGNED_ENTITY,
                            challenge,
                            "0x" + "12".repeat(65))));
            wire.sends(
                WsPacket.newBuilder()
                    .setSignedChallengeForServer(
                        WsSignedChallenge.newBuilder().setAuthChainJson(chain.toJson()))
                    .build()
                    .toByteArray());
          }

          @Override
          public void onClose(int code, String reason) {
            closed.complete(code);
          }

          @Override
          public void onEnd() {
            closed.complete(0);
          }
        });
    wire.sends(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(owner))
            .build()
            .toByteArray());
    return closed.get(RecordedRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Identity identity(String name) {
    return Identity.named(name, Instant.now().plus(Duration.ofDays(365)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void copyWithout(Path from, Path to, String left) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path name = from.relativize(file);
            if (!name.equals(Path.of(left))) {
              Files.createDirectories(to.resolve(name).getParent());
              Files.copy(file, to.resolve(name));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
