package wsroom.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.cluster.KeyValue.Outcome;
import wsroom.websocket.EventLoop;

/// Runs the blocking calls of the key-value store on virtual threads, and brings their results to
/// the cluster's thread. A call that fails may mean that a bucket is gone: then they are made
/// again.
///
/// Thread-safe.
final class StoreCalls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreCalls.class);

  /// Beyond that, a call is answered at once, as one whose outcome is unknown.
  private static final int MAX_IN_FLIGHT = 1_024;

  private static final long MIN_REPAIR_NANOS = 1_000_000_000;

  private final EventLoop loop;
  private final ManagedConnection.Preparation buckets;
  private final BusFigures figures;
  private final Consumer<Error> onError;
  private final Semaphore slots = new Semaphore(MAX_IN_FLIGHT);
  private final AtomicLong lastRepairNanos = new AtomicLong(System.nanoTime());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("nats-store-", 0).factory());

  /// A call that blocks.
  @FunctionalInterface
  interface Call<T> {
    T at(Connection connection) throws IOException, JetStreamApiException, InterruptedException;
  }

  StoreCalls(
      EventLoop loop,
      ManagedConnection.Preparation buckets,
      BusFigures figures,
      Consumer<Error> onError) {
    this.loop = loop;
    this.buckets = buckets;
    this.figures = figures;
    this.onError = onError;
  }

  /// Runs a call.
  ///
  /// @param ifFailed the result of a call that fails, or that cannot be made
  /// @param handler called once with the result, on the cluster's thread, after this returns
  <T> void run(ManagedConnection connection, Call<T> call, T ifFailed, Consumer<T> handler) {
    Connection at = connection.current();
    if (at == null || !connection.isUp() || !slots.tryAcquire()) {
      loop.execute(() -> handler.accept(ifFailed));
      return;
    }
    try {
      threads.execute(
          () -> {
            T result = resultOf(at, call, ifFailed);
            loop.execute(() -> handler.accept(result));
          });
    } catch (RejectedExecutionException closed) {
      slots.release();
      loop.execute(() -> handler.accept(ifFailed));
    }
  }

  /// Runs a task on the cluster's thread.
  void tell(Runnable task) {
    loop.execute(task);
  }

  void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Done _ -> figures.writes.increment();
      case Outcome.Conflict _ -> figures.conflictingWrites.increment();
      case Outcome.Unknown _ -> figures.unknownWrites.increment();
    }
  }

  int inFlight() {
    return MAX_IN_FLIGHT - slots.availablePermits();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private <T> T resultOf(Connection at, Call<T> call, T ifFailed) {
    try {
      return call.at(at);
    } catch (IOException | JetStreamApiException | RuntimeException e) {
      log.debug("a call of the key-value store failed: {}", e.toString());
      repair(at);
      return ifFailed;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return ifFailed;
    } catch (Error fatal) {
      onError.accept(fatal);
      return ifFailed;
    } finally {
      slots.release();
    }
  }

  private void repair(Connection at) {
    long last = lastRepairNanos.get();
    long now = System.nanoTime();
    if (now - last < MIN_REPAIR_NANOS || !lastRepairNanos.compareAndSet(last, now)) {
      return;
    }
    try {
      threads.execute(
          () -> {
            try {
              buckets.prepare(at);
            } catch (IOException | RuntimeException e) {
              log.debug("the buckets cannot be checked: {}", e.toString());
            } catch (InterruptedException closing) {
              Thread.currentThread().interrupt();
            }
          });
    } catch (RejectedExecutionException closing) {
      // Nothing more to repair.
    }
  }
}
