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
  private final FakeHttpFetcher web = new FakeHttpFetcher().saysBanned(false);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> here = new TreeSet<>();
  private final Set<String> ended = new ConcurrentSkipListSet<>();
  private final BanSource source = new BanSource(BanSource.Kind.GATEKEEPER, () -> 0);
  private final GatekeeperSweep sweep =
      new GatekeeperSweep(
          new Gatekeeper(
              URI.create("http://gatekeeper.example"),
              web,
              source,
              GatekeeperTimeouts.USUAL,
              threads,
              System::nanoTime,
              ended::addAll),
          new OnlineUsers() {
            @Override
            public Set<String> addresses() {
              return here;
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
  void inAnEmptyServerItIsAskedForNobodysAddressSoThatItsFailureIsNoticed() throws Exception {
    sweep.run();
    assertThat(web.takeAsked()).containsExactly("/users/" + GatekeeperSweep.NOBODY + "/bans");
    assertThat(source.successes()).isEqualTo(1);

    web.fails("HTTP status 404");
    sweep.run();
    assertThat(source.note()).startsWith("the gatekeeper: failed once (HTTP status 404)");
  }

  @Test
  void whoHasBeenBannedMeanwhileIsThrownOut() throws Exception {
    some(45);
    sweep.run();
    assertThat(web.takeAsked()).hasSize(45).doesNotHaveDuplicates();
    assertThat(ended).isEmpty();

    web.saysBanned(true);
    sweep.run();
    assertThat(ended).isEqualTo(here);
  }

  @Test
  void twentyAreAskedForAtATime() throws Exception {
    some(100);
    web.holdsAnswers();
    Future<?> done = threads.submit(this::runs);
    web.wasAsked(GatekeeperSweep.AT_ONCE);
    web.letsGo(100);
    done.get();

    assertThat(web.takeAsked()).hasSize(100);
    assertThat(web.mostAtOnce()).isEqualTo(20);
  }

  @Test
  void oneThatFailsIsNotAskedForAllOfThem() throws Exception {
    some(1000);
    web.fails("no connection");
    sweep.run();
    assertThat(web.takeAsked().size()).isBetween(5, 5 + GatekeeperSweep.AT_ONCE);

    sweep.run();
    assertThat(web.takeAsked()).hasSize(1);

    web.saysBanned(true);
    sweep.run();
    assertThat(ended).hasSize(1000);
  }

  private void some(int count) {
    here.addAll(
        IntStream.range(0, count).mapToObj("0x%040x"::formatted).collect(Collectors.toSet()));
  }

  private Object runs() throws InterruptedException {
    sweep.run();
    return true;
  }
}
