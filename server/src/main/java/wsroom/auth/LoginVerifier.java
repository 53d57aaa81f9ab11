package wsroom.auth;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Verifies signed challenges off the I/O threads, on virtual threads, and no more of them at once
/// than is good for the relay.
///
/// Thread-safe.
public final class LoginVerifier {
  private final BiFunction<String, String, Login> verification;
  private final Executor executor;
  private final Semaphore free;

  /// @param verification what becomes of a chain's JSON and the challenge that it must sign; may
  ///     block, and never throws
  /// @param executor where it runs
  /// @param maxInFlight how many may run or wait at once
  public LoginVerifier(
      BiFunction<String, String, Login> verification, Executor executor, int maxInFlight) {
    this.verification = verification;
    this.executor = executor;
    this.free = new Semaphore(maxInFlight);
  }

  /// Begins a verification. Its outcome goes to `then`, on the executor's thread.
  ///
  /// @return false if too many are under way already: nothing was begun
  public boolean verify(String authChainJson, String challenge, Consumer<Login> then) {
    if (!free.tryAcquire()) {
      return false;
    }
    executor.execute(
        () -> {
          Login login;
          try {
            login = verification.apply(authChainJson, challenge);
          } finally {
            free.release();
          }
          then.accept(login);
        });
    return true;
  }
}
