package wsroom.fault;

import authchain.Identity;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;

/// A client in its own process, so that it can run in a network namespace: a sender that stamps
/// each update with the time, or a receiver that measures the age of each update on arrival. Both
/// use the same monotonic clock of the machine.
///
/// `LineTrial speak HOST PORT SECONDS ROOM BYTES_PER_SECOND BYTES RELIABLE_EVERY`, `LineTrial read
/// HOST PORT SECONDS ROOM NAME`, or `LineTrial crowd HOST PORT SECONDS ROOM COUNT PAUSE_MILLIS` for
/// members that read eight bytes now and then.
final class LineTrial implements Wire.Listener {
  private static final int WARMUP_SECONDS = 3;
  private static final long UNRELIABLE = 0;

  private final Identity identity;
  private final CountDownLatch joined = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long startNanos = System.nanoTime();
  private final Wire wire;
  private long[] agesMillis = new long[1 << 10];
  private int unreliable;
  private long reliable;
  private long firstReliable;
  private long lastReliable;
  private String faults = "";
  private String end = "open";

  private final int pauseMillis;

  /// @param pauseMillis between two reads of eight bytes each, 0 for a reader that always reads
  LineTrial(InetSocketAddress server, String room, String name, int pauseMillis)
      throws IOException {
    this.pauseMillis = pauseMillis;
    identity = Identity.named(name, Instant.now().plus(Duration.ofDays(365)));
    wire = Wire.open(server, room);
    wire.listens(this);
    send(
        WsPacket.newBuilder()
            .setPeerIdentification(WsIdentification.newBuilder().setAddress(identity.address())));
  }

  public static void main(String[] args) throws Exception {
    InetSocketAddress server = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    int seconds = Integer.parseInt(args[3]);
    String room = args[4];
    switch (args[0]) {
      case "speak" -> {
        LineTrial speaker = new LineTrial(server, room, "speaker of " + room, 0);
        speaker.isWelcomed();
        speaker.speaks(
            seconds, Integer.parseInt(args[5]), Integer.parseInt(args[6]), Long.parseLong(args[7]));
      }
      case "read" -> {
        LineTrial reader = new LineTrial(server, room, args[5], 0);
        reader.isWelcomed();
        System.out.println("joined");
        boolean _ = reader.ended.await(seconds, TimeUnit.SECONDS);
        System.out.println(reader.report());
      }
      case "crowd" -> {
        for (int i = 0; i < Integer.parseInt(args[5]); i++) {
          new LineTrial(server, room, "crowd " + i + room, Integer.parseInt(args[6])).isWelcomed();
        }
        System.out.println("joined");
        Thread.sleep(Duration.ofSeconds(seconds));
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.exit(0);
  }

  void isWelcomed() throws InterruptedException {
    if (!joined.await(RecordedRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("not welcomed: " + end);
    }
  }

  void speaks(int seconds, int bytesPerSecond, int bytes, long reliableEvery)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long said = 0;
    long number = 0;
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
      long due = (long) ((System.nanoTime() - start) / 1e9 * bytesPerSecond / bytes);
      for (; said < due; said++) {
        boolean isReliable = reliableEvery > 0 && said % reliableEvery == 0;
        byte[] body =
            ByteBuffer.allocate(bytes)
                .putLong(System.nanoTime())
                .putLong(isReliable ? ++number : UNRELIABLE)
                .array();
        send(
            WsPacket.newBuilder()
                .setPeerUpdateMessage(
                    WsPeerUpdate.newBuilder()
                        .setBody(ByteString.copyFrom(body))
                        .setUnreliable(!isReliable)));
      }
      Thread.sleep(5);
    }
  }

  @Override
  public synchronized void onPacket(byte[] bytes) throws IOException {
    WsPacket packet = WsPacket.parseFrom(bytes);
    switch (packet.getMessageCase()) {
      case CHALLENGE_MESSAGE ->
          send(
              WsPacket.newBuilder()
                  .setSignedChallengeForServer(
                      WsSignedChallenge.newBuilder()
                          .setAuthChainJson(
                              identity
                                  .sign(packet.getChallengeMessage().getChallengeToSign())
                                  .toJson())));
      case WELCOME_MESSAGE -> {
        joined.countDown();
        if (pauseMillis > 0) {
          readsLittle();
        }
      }
      case PEER_UPDATE_MESSAGE ->
          hears(packet.getPeerUpdateMessage().getBody().asReadOnlyByteBuffer());
      default -> {}
    }
  }

  private void readsLittle() throws IOException {
    byte[] few = new byte[8];
    int read = 0;
    while (read >= 0) {
      try {
        Thread.sleep(pauseMillis);
      } catch (InterruptedException e) {
        return;
      }
      read = wire.socket().getInputStream().read(few);
    }
    throw new IOException("closed");
  }

  private void hears(ByteBuffer body) {
    long now = System.nanoTime();
    long age = TimeUnit.NANOSECONDS.toMillis(now - body.getLong());
    long number = body.getLong();
    if (number != UNRELIABLE) {
      if (reliable > 0 && number != lastReliable + 1) {
        faults += " reliable " + number + " after " + lastReliable;
      }
      firstReliable = reliable == 0 ? number : firstReliable;
      reliable++;
      lastReliable = number;
    } else if (now - startNanos > TimeUnit.SECONDS.toNanos(WARMUP_SECONDS)) {
      if (unreliable == agesMillis.length) {
        agesMillis = Arrays.copyOf(agesMillis, 2 * unreliable);
      }
      agesMillis[unreliable++] = age;
    }
  }

  /// Waits for this number of reliable updates.
  void awaitsReliable(long number) throws InterruptedException {
    long deadline = System.nanoTime() + RecordedRun.PATIENCE.toNanos();
    while (heardReliable() < number) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(report());
      }
      Thread.sleep(20);
    }
  }

  private synchronized long heardReliable() {
    return reliable;
  }

  synchronized String report() {
    long[] sorted = Arrays.copyOf(agesMillis, unreliable);
    Arrays.sort(sorted);
    return "unreliable %d median %d p99 %d ms, reliable %d from %d to %d%s, %s"
        .formatted(
            unreliable,
            at(sorted, 0.5),
            at(sorted, 0.99),
            reliable,
            firstReliable,
            lastReliable,
            faults.isEmpty() ? ", in order" : " BUT" + faults,
            end);
  }

  private static long at(long[] sorted, double share) {
    return sorted.length == 0 ? -1 : sorted[(int) (share * (sorted.length - 1))];
  }

  @Override
  public void onClose(int code, String reason) {
    end =
        "closed %d %s after %d s"
            .formatted(
                code, reason, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
  }

  @Override
  public void onEnd() {
    if (end.equals("open")) {
      end =
          "lost after %d s"
              .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
    }
    ended.countDown();
  }

  private void send(WsPacket.Builder packet) throws IOException {
    wire.sends(packet.build().toByteArray());
  }
}
