package wsroom.loadtest.load;

import authchain.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Creates identities and signs with them on its own threads: each takes about a millisecond and
/// would block the loops.
final class LoginFactory implements AutoCloseable {
  private static final Duration VALIDITY = Duration.ofDays(1);

  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("signing-", 0).factory());
  private final SecureRandom random = new SecureRandom();

  ExecutorService workers() {
    return workers;
  }

  /// Creates new identities.
  List<Login> create(int count) throws InterruptedException {
    Instant expiry = Instant.now().plus(VALIDITY);
    List<Future<Login>> pending = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pending.add(workers.submit(() -> of(Identity.create(random, expiry))));
    }
    List<Login> prepared = new ArrayList<>(count);
    try {
      for (Future<Login> one : pending) {
        prepared.add(one.get());
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException("no identity could be made", failed.getCause());
    }
    return prepared;
  }

  static Login of(Identity identity) {
    return new Login() {
      @Override
      public String address() {
        return identity.address();
      }

      @Override
      public String sign(String challenge) {
        return identity.sign(challenge).toJson();
      }
    };
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
