package wsroom.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import wsroom.loadtest.client.Ending;

/// All peers of a run and their loops. Called from one thread, which waits for the loops.
final class Fleet implements AutoCloseable {
  private static final int SHOWN_EVERY_MILLIS = 100;
  private static final int SHOWN_EVERY = 100;

  /// Multiples of it, without their whole part, are spread evenly, however many they are.
  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final Run run;
  private final List<LoadLoop> loops = new ArrayList<>();
  private final Queue<LoadPeer> peers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private int enlisted;

  Fleet(Run run, int threads) {
    this.run = run;
    for (int i = 0; i < threads; i++) {
      LoadLoop loop = new LoadLoop("load-" + i);
      loops.add(loop);
      loop.start();
    }
  }

  Run run() {
    return run;
  }

  int loops() {
    return loops.size();
  }

  /// How many are in a room now.
  int joined() {
    return joined.get();
  }

  /// How many were in a room and are gone.
  int left() {
    return left.get();
  }

  Queue<LoadPeer> peers() {
    return peers;
  }

  /// Lets a peer join. `done` is released once, when it is in or has failed.
  void enlist(Recruit recruit, Semaphore done) {
    LoadLoop loop = loops.get(enlisted++ % loops.size());
    loop.client()
        .execute(
            () -> {
              LoadPeer peer = new LoadPeer(run, loop, recruit, new Arrival(recruit, done));
              peers.add(peer);
              peer.connect();
            });
  }

  /// One who is to join.
  ///
  /// @param onJoined called on the peer's loop
  record Recruit(Login login, int room, boolean slow, Consumer<LoadPeer> onJoined) {}

  /// Lets peers join, one after the other, so many handshakes at a time.
  ///
  /// @return false if some had not finished when the time was up
  boolean join(List<Recruit> recruits, int atATime, Duration limit, Watch watch)
      throws InterruptedException {
    Semaphore free = new Semaphore(atATime);
    int enlistedNow = 0;
    long deadline = System.nanoTime() + limit.toNanos();
    // Each handshake that ends lets the next begin; behind the last one, all have to end.
    while (enlistedNow < recruits.size() || free.availablePermits() < atATime) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      boolean all = enlistedNow == recruits.size();
      if (free.tryAcquire(all ? atATime : 1, SHOWN_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (all) {
          return true;
        }
        enlist(recruits.get(enlistedNow++), free);
      } else {
        show(recruits.size(), watch);
      }
      if (enlistedNow % SHOWN_EVERY == 0) {
        show(recruits.size(), watch);
      }
    }
    return true;
  }

  private void show(int wanted, Watch watch) {
    int now = Math.min(joined.get(), wanted);
    watch.progress((double) now / wanted, String.format(Locale.ROOT, "%,d joined", now));
  }

  /// Starts to talk: all peers evenly over the interval.
  ///
  /// @param scattered whether those of each room do so too, as people who know nothing of each
  /// other's
  ///     clocks. Otherwise one speaks after the other in the order of joining, room after room, so
  /// that
  ///     each room speaks in a burst and is silent for the rest of the interval
  void talk(Traffic traffic, boolean scattered) {
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
    List<LoadPeer> speakers = List.copyOf(peers);
    for (int i = 0; i < speakers.size(); i++) {
      LoadPeer peer = speakers.get(i);
      double place = scattered ? i * GOLDEN_RATIO % 1 : (double) i / speakers.size();
      peer.loop().client().execute(() -> talk(peer, traffic, start, place));
    }
  }

  /// One peer starts to talk. `place` is its place among the others, 0 to 1. On the peer's loop.
  void talk(LoadPeer peer, Traffic traffic, long start, double place) {
    for (Traffic.Habit habit : traffic.habits()) {
      // The habits of a share of the peers are spread over the peers, each kind in its own way.
      double turn = (place * 7919 + habit.kind().number() * 0.618) % 1;
      if (turn < habit.share() && habit.perSecond() > 0) {
        long began = start + (long) (place * habit.intervalNanos());
        peer.loop().timetable().add(began, new Talk(peer, habit, began));
      }
    }
  }

  /// Nothing new is said.
  void fallSilent() {
    onEach(
        loop -> {
          loop.timetable().clear();
          return true;
        },
        Boolean::logicalAnd);
  }

  Count count() {
    return onEach(Count::of, Count::plus);
  }

  /// How often peers were turned away and came back.
  long comebacks() {
    return onEach(
        loop -> loop.tally().comebacks + loop.slowTally().comebacks, (one, other) -> one + other);
  }

  Histogram handshakes() {
    return onEach(
        loop -> loop.tally().handshakes.copy(),
        (one, other) -> {
          one.add(other);
          return one;
        });
  }

  /// What is still outstanding at this moment.
  Audit audit() {
    return onEach(
        loop -> {
          Audit partial = new Audit();
          partial.add(loop.tally());
          partial.add(loop.slowTally());
          for (LoadPeer peer : peers) {
            if (peer.loop() == loop) {
              partial.add(peer);
            }
          }
          return partial;
        },
        Audit::plus);
  }

  /// Waits until everything said has arrived, or nothing more does.
  Audit settle(Duration patience) throws InterruptedException {
    long outstanding = Long.MAX_VALUE;
    long progressAt = System.nanoTime();
    while (true) {
      Audit audit = audit();
      if (audit.isSettled() || System.nanoTime() - progressAt > patience.toNanos()) {
        return audit;
      }
      if (audit.outstanding() < outstanding) {
        outstanding = audit.outstanding();
        progressAt = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// How the server ended connections of slow peers.
  List<Ending> slowEndings() {
    return onEach(
        loop ->
            peers.stream()
                .filter(peer -> peer.loop() == loop && peer.isSlow())
                .map(LoadPeer::ending)
                .filter(Objects::nonNull)
                .toList(),
        (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
  }

  /// All leave.
  void disband(Duration limit) throws InterruptedException {
    fallSilent();
    for (LoadPeer peer : peers) {
      peer.loop().client().execute(() -> peer.leave(true));
    }
    long deadline = System.nanoTime() + limit.toNanos();
    while (joined.get() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    loops.forEach(LoadLoop::close);
  }

  private <T> T onEach(Function<LoadLoop, T> question, BinaryOperator<T> sum) {
    List<CompletableFuture<T>> answers =
        loops.stream().map(loop -> loop.client().ask(() -> question.apply(loop))).toList();
    return answers.stream().map(CompletableFuture::join).reduce(sum).orElseThrow();
  }

  /// One handshake and what becomes of it.
  private final class Arrival implements LoadPeer.Observer {
    private final Recruit recruit;
    private final Semaphore done;
    private boolean arrived;

    Arrival(Recruit recruit, Semaphore done) {
      this.recruit = recruit;
      this.done = done;
    }

    @Override
    public void joined(LoadPeer peer) {
      arrived = true;
      joined.incrementAndGet();
      peer.loop().tally().handshakes.recordValue(peer.handshakeNanos() / 1_000);
      recruit.onJoined().accept(peer);
      done.release();
    }

    @Override
    public void gone(LoadPeer peer, Ending ending) {
      if (arrived) {
        left.incrementAndGet();
        joined.decrementAndGet();
      } else {
        done.release();
      }
    }
  }
}
