package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatekeeperSweepTest {
  private final FakeHttpFetcher fetcher = new FakeHttpFetcher().saysBanned(false);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> online = new TreeSet<>();
  private final Set<String> ended = new ConcurrentSkipListSet<>();
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> 0);
  private final GatekeeperSweep sweep =
      new GatekeeperSweep(
          new Gatekeeper(
              URI.create("http://gatekeeper.example"),
              fetcher,
              source,
              GatekeeperTimeouts.DEFAULT,
              threads,
              System::nanoTime,
              ended::addAll),
          new OnlineUsers() {
            @Override
            public Set<String> addresses() {
              return online;
            }

            @Override
            public void end(Set<String> addresses) {
              throw new AssertionError("the gatekeeper ends them");
            }
          },
          threads);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void emptyServerQueriesTheZeroAddressToNoticeFailures() throws Exception {
    sweep.run();
    assertThat(fetcher.takeAsked())
        .containsExactly("/users/" + GatekeeperSweep.ZERO_ADDRESS + "/bans");
    assertThat(source.successes()).isEqualTo(1);

    fetcher.fails("HTTP status 404");
    sweep.run();
    assertThat(source.statusLine()).startsWith("the gatekeeper: failed once (HTTP status 404)");
  }

  @Test
  void newlyBannedUserIsEnded() throws Exception {
    some(45);
    sweep.run();
    assertThat(fetcher.takeAsked()).hasSize(45).doesNotHaveDuplicates();
    assertThat(ended).isEmpty();

    fetcher.saysBanned(true);
    sweep.run();
    assertThat(ended).isEqualTo(online);
  }

  @Test
  void atMostTwentyQueriesAreInFlight() throws Exception {
    some(100);
    fetcher.holdsAnswers();
    Future<?> done = threads.submit(this::runs);
    fetcher.wasAsked(GatekeeperSweep.MAX_IN_FLIGHT);
    fetcher.releases(100);
    done.get();

    assertThat(fetcher.takeAsked()).hasSize(100);
    assertThat(fetcher.maxInFlight()).isEqualTo(20);
  }

  @Test
  void failingGatekeeperIsNotQueriedForAllUsers() throws Exception {
    some(1000);
    fetcher.fails("no connection");
    sweep.run();
    assertThat(fetcher.takeAsked().size()).isBetween(5, 5 + GatekeeperSweep.MAX_IN_FLIGHT);

    sweep.run();
    assertThat(fetcher.takeAsked()).hasSize(1);

    fetcher.saysBanned(true);
    sweep.run();
    assertThat(ended).hasSize(1000);
  }

  private void some(int count) {
    online.addAll(
        IntStream.range(0, count).mapToObj("0x%040x"::formatted).collect(Collectors.toSet()));
  }

  private Object runs() throws InterruptedException {
    sweep.run();
    return true;
  }
}
