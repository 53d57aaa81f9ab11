package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static wsroom.session.Liveness.Verdict.ALIVE;
import static wsroom.session.Liveness.Verdict.BELOW_LEAST_PACE;
import static wsroom.session.Liveness.Verdict.PING_DUE;
import static wsroom.session.Liveness.Verdict.STALLED;
import static wsroom.session.Liveness.Verdict.UNRESPONSIVE;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import wsroom.websocket.Connection;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.FrameBatch;
import wsroom.websocket.FrameRanges;
import wsroom.websocket.IoThread;

/// When a peer is pinged or given up, to the nanosecond.
class LivenessTest {
  private static final long START = -7;
  private static final long SECOND = 1_000_000_000;
  private static final long SILENCE = Liveness.IDLE_NANOS;
  private static final long BACKLOG_TIMEOUT = Relay.BACKLOG_TIMEOUT.toNanos();
  private static final int LEAST_BYTES = 10 * Relay.LEAST_PACE;

  private final Socket socket = new Socket();
  private final Liveness liveness =
      new Liveness(socket, RelaySettings.defaults().sessionSettings());

  @Test
  void silentPeerIsPingedOnceAndGivenUpAfterAsLongAgain() {
    assertThat(liveness.nextCheckNanos()).isEqualTo(START + SILENCE);
    assertThat(liveness.check(START + SILENCE - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(START + SILENCE)).isEqualTo(PING_DUE);

    liveness.onPing(START + SILENCE);
    assertThat(liveness.nextCheckNanos()).isEqualTo(START + 2 * SILENCE);
    assertThat(liveness.check(START + 2 * SILENCE - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(START + 2 * SILENCE)).isEqualTo(UNRESPONSIVE);
  }

  @Test
  void latePingLeavesTheWholeTimeToAnswer() {
    long pinged = START + 5 * SILENCE;
    long deadline = pinged + Duration.ofSeconds(9).toNanos();
    liveness.onPing(pinged);

    assertThat(liveness.nextCheckNanos()).isEqualTo(deadline);
    assertThat(liveness.check(deadline - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(deadline)).isEqualTo(UNRESPONSIVE);
  }

  @Test
  void anyFrameAfterThePingBeginsANewSilence() {
    liveness.onPing(START + SILENCE);
    socket.lastFrame = START + SILENCE + SECOND;

    assertThat(liveness.check(START + 2 * SILENCE)).isEqualTo(ALIVE);
    assertThat(liveness.nextCheckNanos()).isEqualTo(START + 2 * SILENCE + SECOND);
    assertThat(liveness.check(START + 2 * SILENCE + SECOND)).isEqualTo(PING_DUE);
  }

  @Test
  void takenBacklogIsASignOfLifeToo() {
    socket.lastProgress = START + 4 * SECOND;

    assertThat(liveness.nextCheckNanos()).isEqualTo(START + 4 * SECOND + SILENCE);
    assertThat(liveness.check(START + SILENCE)).isEqualTo(ALIVE);
  }

  @Test
  void slowPeerIsCheckedAtTheEarlierOfItsTwoDeadlines() {
    socket.behind = true;
    socket.lastProgress = START + 3 * SECOND;
    liveness.onBacklog(START);
    assertThat(liveness.nextCheckNanos()).isEqualTo(START + BACKLOG_TIMEOUT);

    liveness.onBacklog(START + 5 * SECOND);
    assertThat(liveness.nextCheckNanos()).isEqualTo(START + 3 * SECOND + BACKLOG_TIMEOUT);
  }

  @Test
  void slowPeerThatTakesNothingIsStalledAndNotPinged() {
    socket.behind = true;
    socket.lastProgress = START + SECOND;
    liveness.onBacklog(START + 2 * SECOND);

    assertThat(liveness.check(START + SECOND + BACKLOG_TIMEOUT - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(START + SECOND + BACKLOG_TIMEOUT)).isEqualTo(STALLED);
  }

  @Test
  void paceIsMeasuredOverEachTimeoutAnew() {
    socket.behind = true;
    socket.taken = 1_000_000;
    liveness.onBacklog(START);
    long first = START + BACKLOG_TIMEOUT;
    socket.lastProgress = first - 1;
    socket.taken += LEAST_BYTES;
    assertThat(liveness.check(first - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(first)).isEqualTo(ALIVE);
    assertThat(liveness.nextCheckNanos()).isEqualTo(first - 1 + BACKLOG_TIMEOUT);

    long second = first + BACKLOG_TIMEOUT;
    socket.lastProgress = second - 1;
    socket.taken += LEAST_BYTES - 1;
    assertThat(liveness.check(second - 1)).isEqualTo(ALIVE);
    assertThat(liveness.check(second)).isEqualTo(BELOW_LEAST_PACE);
  }

  /// A connection that says of itself what the test wants.
  private static final class Socket implements Connection {
    private long lastFrame = START;
    private long lastProgress = START;
    private boolean behind;
    private long taken;

    @Override
    public long lastFrameNanos() {
      return lastFrame;
    }

    @Override
    public long lastProgressNanos() {
      return lastProgress;
    }

    @Override
    public boolean hasBacklog() {
      return behind;
    }

    @Override
    public long drainedBytes() {
      return taken;
    }

    @Override
    public int backlogBytes() {
      return 0;
    }

    @Override
    public IoThread ioThread() {
      return FakeIoThreads.inOrder(1).get(0);
    }

    @Override
    public InetAddress clientAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public void send(FrameBatch batch, FrameRanges ranges) {}

    @Override
    public void send(byte[] frame) {}

    @Override
    public void ping(byte[] payload) {}

    @Override
    public void postpone(long nanos) {}

    @Override
    public void setMaxMessageBytes(int bytes) {}

    @Override
    public void cork(long millis) {}

    @Override
    public void close(int code, String reason) {}

    @Override
    public void closeWithoutBacklog(int code, String reason) {}

    @Override
    public void endFramesLost() {}

    @Override
    public void abort() {}
  }
}
