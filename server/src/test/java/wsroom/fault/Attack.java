package wsroom.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import authchain.Identity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import wsroom.websocket.ClientFrames;
import wsroom.websocket.RawUpgrade;

/// The attacks of malicious clients, one attempt at a time.
enum Attack {
  /// Upgrades, and leaves the handshake unanswered.
  UPGRADES {
    @Override
    String strikes(Striker striker) throws IOException {
      Wire wire = striker.asks();
      striker.keeps(wire.socket());
      return "101";
    }
  },
  /// Upgrades, and sends one close frame after another.
  CLOSES {
    @Override
    String strikes(Striker striker) throws IOException {
      Wire wire = striker.asks();
      return striker.sends(wire, repeated(ClientFrames.close(1000, "bye"), 1_000));
    }
  },
  /// A member that sends only pings.
  PINGS {
    @Override
    String strikes(Striker striker) throws IOException, InterruptedException {
      return striker.sends(
          striker.enters(), repeated(ClientFrames.ping("12345678".getBytes(ISO_8859_1)), 5_000));
    }
  },
  /// A member that sends a message in fragments of one byte.
  FRAGMENTS {
    @Override
    String strikes(Striker striker) throws IOException, InterruptedException {
      return striker.sends(
          striker.enters(),
          ClientFrames.joined(
              ClientFrames.frame(false, 0x2, new byte[] {1}),
              repeated(ClientFrames.frame(false, 0x0, new byte[] {1}), 5_000)));
    }
  },
  /// A member that sends reliable updates far beyond its rate limit, and then leaves.
  UPDATES {
    @Override
    String strikes(Striker striker) throws IOException, InterruptedException {
      return striker.sends(
          striker.enters(),
          ClientFrames.joined(
              repeated(ClientFrames.binary(new byte[] {0x1A, 0}), 2_200),
              ClientFrames.close(1000, "bye")));
    }
  },
  /// Requests with a head of 64 KiB.
  HEADERS {
    @Override
    String strikes(Striker striker) throws IOException {
      return striker.requests(
          RawUpgrade.request("plaza", "X-Long: " + "x".repeat(64 * 1024) + "\r\n"));
    }
  },
  /// Requests with hundreds of headers.
  MANY_HEADERS {
    @Override
    String strikes(Striker striker) throws IOException {
      return striker.requests(RawUpgrade.request("plaza", "X-A: b\r\n".repeat(500)));
    }
  },
  /// Sockets that are opened and send nothing.
  IDLE_SOCKETS {
    @Override
    String strikes(Striker striker) throws IOException {
      striker.keeps(striker.connects());
      return "open";
    }
  },
  /// Requests whose second half never arrives.
  HALF_HEADS {
    @Override
    String strikes(Striker striker) throws IOException {
      Socket socket = striker.connects();
      striker.keeps(socket);
      socket.getOutputStream().write("GET /rooms/plaza HTTP/1.1\r\nHo".getBytes(ISO_8859_1));
      return "open";
    }
  },
  /// Invalid requests.
  NOISE {
    @Override
    String strikes(Striker striker) throws IOException {
      byte[] noise = new byte[2_000];
      striker.random.nextBytes(noise);
      return striker.requests(noise);
    }
  };

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int ATTACKERS = 6;

  /// @return the outcome
  abstract String strikes(Striker striker) throws IOException, InterruptedException;

  /// Attacks a server on this machine for a time, while the effect on its members is measured
  /// separately:
  ///
  /// ```
  /// java -cp 'server/target/test-classes:server/target/classes:server/target/lib/*' \
  /// wsroom.fault.Attack PINGS 5000 20
  /// ```
  ///
  /// @param arguments the attack, the port and the seconds
  public static void main(String[] arguments) throws InterruptedException {
    Attack attack = valueOf(arguments[0]);
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    AtomicBoolean over = new AtomicBoolean();
    Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          clock.schedule(() -> over.set(true), Integer.parseInt(arguments[2]), TimeUnit.SECONDS);
      for (int i = 0; i < ATTACKERS; i++) {
        int number = i;
        threads.execute(() -> goesOn(attack, server, number, over, outcomes));
      }
    }
    System.out.println(attack + ": " + new TreeMap<>(outcomes));
  }

  /// Repeats an attack until the end, and counts the outcomes.
  static void goesOn(
      Attack attack,
      InetSocketAddress server,
      int attacker,
      AtomicBoolean over,
      Map<String, LongAdder> outcomes) {
    try (Striker striker = new Striker(server, attacker)) {
      while (!over.get()) {
        outcomes.computeIfAbsent(outcome(attack, striker), first -> new LongAdder()).increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String outcome(Attack attack, Striker striker) throws InterruptedException {
    try {
      return attack.strikes(striker);
    } catch (Wire.RefusedException e) {
      return Integer.toString(e.status());
    } catch (IOException e) {
      return "lost";
    }
  }

  /// One attacker. Confined to its thread.
  static final class Striker implements AutoCloseable {
    private static final int MOST_KEPT = 150;

    final Random random;
    private final InetSocketAddress server;
    private final RecordedRun nowhere;
    private final String name;
    private final Deque<Socket> kept = new ArrayDeque<>();
    private final Instant nextYear = Instant.now().plus(Duration.ofDays(365));
    private int entries;

    /// @param number identifies the attacker, and gives it its own client address
    Striker(InetSocketAddress server, int number) {
      this.server = server;
      this.nowhere = new RecordedRun(server, Integer.MAX_VALUE);
      this.name = "attacker " + number;
      this.random = new Random(number);
    }

    private byte[] request() {
      return RawUpgrade.request(
          "plaza", "X-Forwarded-For: 192.0.2." + (1 + Math.floorMod(name.hashCode(), 3)) + "\r\n");
    }

    Wire asks() throws IOException {
      return Wire.open(server, request());
    }

    /// Becomes a member of the members' own room.
    RecordedSession enters() throws IOException, InterruptedException {
      Identity identity = Identity.named(name + "/" + entries++ % 8, nextYear);
      Wire wire = asks();
      RecordedSession visit = new RecordedSession(nowhere, identity, "plaza", wire, null);
      visit.identifies();
      if (!visit.isWelcomed()) {
        throw new IOException("turned away with " + visit.closeCode());
      }
      return visit;
    }

    Socket connects() throws IOException {
      return new Socket(server.getAddress(), server.getPort());
    }

    void keeps(Socket socket) {
      kept.addLast(socket);
      if (kept.size() > MOST_KEPT) {
        Link.close(kept.removeFirst());
      }
    }

    /// Sends all bytes at once, and waits for the server's reaction.
    String sends(Wire wire, byte[] blow) {
      try {
        wire.write(blow);
        return wire.awaitsEnd();
      } catch (IOException e) {
        return "lost";
      } finally {
        Link.reset(wire.socket());
      }
    }

    /// The same as a member.
    String sends(RecordedSession visit, byte[] blow) throws InterruptedException {
      try {
        visit.wire().write(blow);
      } catch (IOException e) {
        // The server has closed before all was sent.
      }
      int code = visit.awaitsEnd();
      return code == 0 ? "lost" : "closed " + code;
    }

    String requests(byte[] request) throws IOException {
      try (Socket socket = connects()) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request);
        InputStream in = socket.getInputStream();
        String answer = new String(in.readNBytes(12), ISO_8859_1);
        return answer.length() < 12 ? "closed" : answer.substring(9);
      }
    }

    @Override
    public void close() {
      kept.forEach(Link::reset);
    }
  }

  private static byte[] repeated(byte[] part, int times) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
