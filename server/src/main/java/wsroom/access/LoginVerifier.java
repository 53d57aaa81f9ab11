package wsroom.access;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies signed challenges off the I/O threads, on virtual threads, at most a given number at
/// once. The address is checked for a ban in parallel.
///
/// Thread-safe.
public final class LoginVerifier {
  private static final Logger log = LoggerFactory.getLogger(LoginVerifier.class);

  private final BiFunction<String, String, Verification> verification;
  private final BanCheck bans;
  private final Executor executor;
  private final Semaphore permits;

  /// @param verification verifies a chain's JSON for the challenge that it must sign; may block
  /// @param bans checks each claimed address
  /// @param executor runs the verifications
  /// @param maxInFlight the maximum of running and queued verifications
  public LoginVerifier(
      BiFunction<String, String, Verification> verification,
      BanCheck bans,
      Executor executor,
      int maxInFlight) {
    this.verification = verification;
    this.bans = bans;
    this.executor = executor;
    this.permits = new Semaphore(maxInFlight);
  }

  /// Starts a verification. Its result is passed to `then` on the executor's thread.
  ///
  /// @param claimed the address that the client claims, in lower case
  /// @return false if too many are in flight, or the server is stopping: nothing was started
  public boolean verify(
      String claimed, String authChainJson, String challenge, Consumer<Verification> then) {
    if (!permits.tryAcquire()) {
      return false;
    }
    try {
      executor.execute(() -> then.accept(result(claimed, authChainJson, challenge)));
    } catch (RejectedExecutionException e) {
      permits.release();
      log.debug("verification rejected: the server is stopping", e);
      return false;
    }
    return true;
  }

  /// A bug rejects at once: without a result the client would wait for the handshake timeout.
  private Verification result(String claimed, String authChainJson, String challenge) {
    try {
      BanCheck.Pending ban;
      Verification result;
      try {
        ban = bans.check(claimed);
        result = verification.apply(authChainJson, challenge);
      } finally {
        // Released before the wait for the ban check, which then blocks no other verification.
        permits.release();
      }
      return unlessBanned(claimed, result, ban);
    } catch (RuntimeException e) {
      log.error("verification failed, rejecting it as unavailable", e);
      return new Verification.Unavailable("internal_error");
    }
  }

  private static Verification unlessBanned(
      String claimed, Verification result, BanCheck.Pending ban) {
    if (!(result instanceof Verification.Authentic(String owner)) || !owner.equals(claimed)) {
      return result;
    }
    Optional<String> text = ban.reason();
    return text.isPresent() ? new Verification.Banned(owner, text.get()) : result;
  }
}
