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
import wsroom.loadtest.client.CloseStatus;

/// All peers of a run and their loops. Called from one thread, which blocks on the loops.
final class PeerPool implements AutoCloseable {
  private static final int SHOWN_EVERY_MILLIS = 100;
  private static final int SHOWN_EVERY = 100;

  /// Fractional parts of its multiples are evenly distributed for any number of peers.
  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final RunContext run;
  private final List<LoadLoop> loops = new ArrayList<>();
  private final Queue<LoadPeer> peers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private int started;

  PeerPool(RunContext run, int threads) {
    this.run = run;
    for (int i = 0; i < threads; i++) {
      LoadLoop loop = new LoadLoop("load-" + i);
      loops.add(loop);
      loop.start();
    }
  }

  RunContext run() {
    return run;
  }

  int loops() {
    return loops.size();
  }

  /// Peers that have joined and not left.
  int joined() {
    return joined.get();
  }

  /// Peers that have joined and left.
  int left() {
    return left.get();
  }

  Queue<LoadPeer> peers() {
    return peers;
  }

  /// Starts the join of a peer. Releases `done` once, after the welcome or the failure.
  void startJoin(PeerSpec spec, Semaphore done) {
    LoadLoop loop = loops.get(started++ % loops.size());
    loop.client()
        .execute(
            () -> {
              LoadPeer peer = new LoadPeer(run, loop, spec, new JoinTracker(spec, done));
              peers.add(peer);
              peer.connect();
            });
  }

  /// A peer to be joined.
  ///
  /// @param onJoined called on the peer's loop
  record PeerSpec(Login login, int room, boolean slow, Consumer<LoadPeer> onJoined) {}

  /// Joins peers in order, with a limit on concurrent handshakes.
  ///
  /// @return false if some handshakes were pending at the time limit
  boolean join(List<PeerSpec> specs, int atATime, Duration limit, ProgressListener listener)
      throws InterruptedException {
    Semaphore free = new Semaphore(atATime);
    int startedNow = 0;
    long deadline = System.nanoTime() + limit.toNanos();
    // Each completed handshake starts the next one; after the last start, all must complete.
    while (startedNow < specs.size() || free.availablePermits() < atATime) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      boolean all = startedNow == specs.size();
      if (free.tryAcquire(all ? atATime : 1, SHOWN_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (all) {
          return true;
        }
        startJoin(specs.get(startedNow++), free);
      } else {
        show(specs.size(), listener);
      }
      if (startedNow % SHOWN_EVERY == 0) {
        show(specs.size(), listener);
      }
    }
    return true;
  }

  private void show(int wanted, ProgressListener listener) {
    int now = Math.min(joined.get(), wanted);
    listener.progress((double) now / wanted, String.format(Locale.ROOT, "%,d joined", now));
  }

  /// Starts the traffic of all peers, spread evenly over the interval.
  ///
  /// @param scattered whether the peers of each room are spread over the interval too, as
  ///     independent clients are. Otherwise peers send in the order of joining, so that each room
  ///     sends a burst and is silent for the rest of the interval
  void startTraffic(Traffic traffic, boolean scattered) {
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
    List<LoadPeer> senders = List.copyOf(peers);
    for (int i = 0; i < senders.size(); i++) {
      LoadPeer peer = senders.get(i);
      double phase = scattered ? i * GOLDEN_RATIO % 1 : (double) i / senders.size();
      peer.loop().client().execute(() -> startTraffic(peer, traffic, start, phase));
    }
  }

  /// Starts the traffic of one peer. `phase` is its offset in the interval, 0 to 1. On the peer's
  /// loop.
  void startTraffic(LoadPeer peer, Traffic traffic, long start, double phase) {
    for (Traffic.Flow flow : traffic.flows()) {
      // Flows of a share of the peers are spread over the peers, differently for each kind.
      double position = (phase * 7919 + flow.kind().number() * 0.618) % 1;
      if (position < flow.share() && flow.perSecond() > 0) {
        long began = start + (long) (phase * flow.intervalNanos());
        peer.loop().timers().add(began, new UpdateSender(peer, flow, began));
      }
    }
  }

  /// Stops all traffic.
  void stopTraffic() {
    onEach(
        loop -> {
          loop.timers().clear();
          return true;
        },
        Boolean::logicalAnd);
  }

  CounterSnapshot count() {
    return onEach(CounterSnapshot::of, CounterSnapshot::plus);
  }

  /// How often a peer was rejected as busy and retried.
  long busyRetries() {
    return onEach(
        loop -> loop.counters().busyRetries + loop.slowCounters().busyRetries,
        (one, other) -> one + other);
  }

  Histogram handshakes() {
    return onEach(
        loop -> loop.counters().handshakes.copy(),
        (one, other) -> {
          one.add(other);
          return one;
        });
  }

  /// The updates outstanding at this moment.
  DeliveryCheck check() {
    return onEach(
        loop -> {
          DeliveryCheck partial = new DeliveryCheck();
          partial.add(loop.counters());
          partial.add(loop.slowCounters());
          for (LoadPeer peer : peers) {
            if (peer.loop() == loop) {
              partial.add(peer);
            }
          }
          return partial;
        },
        DeliveryCheck::plus);
  }

  /// Waits until all updates have arrived, or none has for `patience`.
  DeliveryCheck awaitDeliveries(Duration patience) throws InterruptedException {
    long outstanding = Long.MAX_VALUE;
    long progressAt = System.nanoTime();
    while (true) {
      DeliveryCheck check = check();
      if (check.isComplete() || System.nanoTime() - progressAt > patience.toNanos()) {
        return check;
      }
      if (check.outstanding() < outstanding) {
        outstanding = check.outstanding();
        progressAt = System.nanoTime();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// How connections of slow peers ended.
  List<CloseStatus> slowCloseStatuses() {
    return onEach(
        loop ->
            peers.stream()
                .filter(peer -> peer.loop() == loop && peer.isSlow())
                .map(LoadPeer::closeStatus)
                .filter(Objects::nonNull)
                .toList(),
        (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
  }

  /// Closes all peers.
  void leaveAll(Duration limit) throws InterruptedException {
    stopTraffic();
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

  /// Counts the join and the leave of one peer.
  private final class JoinTracker implements LoadPeer.Observer {
    private final PeerSpec spec;
    private final Semaphore done;
    private boolean hasJoined;

    JoinTracker(PeerSpec spec, Semaphore done) {
      this.spec = spec;
      this.done = done;
    }

    @Override
    public void joined(LoadPeer peer) {
      hasJoined = true;
      joined.incrementAndGet();
      peer.loop().counters().handshakes.recordValue(peer.handshakeNanos() / 1_000);
      spec.onJoined().accept(peer);
      done.release();
    }

    @Override
    public void closed(LoadPeer peer, CloseStatus closeStatus) {
      if (hasJoined) {
        left.incrementAndGet();
        joined.decrementAndGet();
      } else {
        done.release();
      }
    }
  }
}
