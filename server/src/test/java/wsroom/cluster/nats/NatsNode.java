package wsroom.cluster.nats;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import wsroom.cluster.Bus;
import wsroom.cluster.KeyValue;
import wsroom.config.ClusterConfig;
import wsroom.config.NatsLogin;
import wsroom.config.NatsOutage;

/// A node's bus and key-value store with a thread of their own, as tests use them.
final class NatsNode implements AutoCloseable {
  static final String CLUSTER = "test";
  private static final int PATIENCE_SECONDS = 30;

  final BlockingQueue<Error> errors = new LinkedBlockingQueue<>();
  final ClusterThread thread = new ClusterThread(errors::add);
  final NatsCluster nats;

  NatsNode(String id, ClusterConfig config) {
    nats = new NatsCluster(config, id, thread, errors::add);
    nats.open();
  }

  static NatsNode connected(String id, NatsServer server) throws Exception {
    NatsNode node = new NatsNode(id, config(server.url()));
    node.awaitConnected(true);
    return node;
  }

  static ClusterConfig config(URI... urls) {
    return config(new NatsLogin.None(), Optional.empty(), urls);
  }

  static ClusterConfig config(NatsLogin login, Optional<Path> authorities, URI... urls) {
    return new ClusterConfig(
        List.of(urls),
        login,
        authorities,
        CLUSTER,
        Optional.empty(),
        Optional.empty(),
        NatsOutage.SERVE);
  }

  void awaitConnected(boolean connected) throws Exception {
    await(() -> nats.bus().isConnected() == connected);
  }

  /// Waits until a condition holds on the cluster's thread.
  void await(BooleanSupplier condition) throws Exception {
    CompletableFuture<Void> met = new CompletableFuture<>();
    thread.execute(() -> poll(condition, met));
    try {
      met.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + nats.problem(), e);
    }
  }

  private void poll(BooleanSupplier condition, CompletableFuture<Void> met) {
    if (condition.getAsBoolean()) {
      met.complete(null);
    } else if (!met.isDone()) {
      thread.executeAfter(() -> poll(condition, met), 5);
    }
  }

  /// The result of a call that answers by a handler.
  <T> T result(Consumer<Consumer<T>> call) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(() -> call.accept(result::complete));
    return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void run(Runnable task) throws Exception {
    var _ =
        this.<Boolean>result(
            done -> {
              task.run();
              done.accept(true);
            });
  }

  /// Subscribes, and waits until the server knows.
  BlockingQueue<String> hears(String subject) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    run(() -> nats.bus().subscribe(subject, message -> heard.add(text(message))));
    // A reply comes after all that the server has read before on this connection.
    var _ = request(subject + ".nobody", "sync", 5_000);
    return heard;
  }

  void publish(String subject, String message) throws Exception {
    run(() -> nats.bus().publish(subject, bytes(message)));
  }

  Bus.Reply request(String subject, String message, long timeoutMillis) throws Exception {
    return result(handler -> nats.bus().request(subject, bytes(message), timeoutMillis, handler));
  }

  KeyValue.Outcome create(Bucket bucket, String key, String value) throws Exception {
    return result(handler -> nats.store(bucket).create(key, bytes(value), handler));
  }

  KeyValue.Outcome update(Bucket bucket, String key, String value, long revision) throws Exception {
    return result(handler -> nats.store(bucket).update(key, bytes(value), revision, handler));
  }

  KeyValue.Outcome delete(Bucket bucket, String key, long revision) throws Exception {
    return result(handler -> nats.store(bucket).delete(key, revision, handler));
  }

  KeyValue.Lookup get(Bucket bucket, String key) throws Exception {
    return result(handler -> nats.store(bucket).get(key, handler));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static String next(BlockingQueue<String> heard) throws InterruptedException {
    String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was heard");
    }
    return next;
  }

  @Override
  public void close() {
    nats.close();
    thread.close();
  }
}
