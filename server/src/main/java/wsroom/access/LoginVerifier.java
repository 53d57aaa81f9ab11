package wsroom.access;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies signed challenges off the I/O threads, on virtual threads, and no more of them at once
/// than is good for the relay. Meanwhile it has asked whether the address must stay out.
///
/// Thread-safe.
public final class LoginVerifier {
  private static final Logger log = LoggerFactory.getLogger(LoginVerifier.class);

  private final BiFunction<String, String, Verification> verification;
  private final BanCheck bans;
  private final Executor executor;
  private final Semaphore free;

  /// @param verification what becomes of a chain's JSON and the challenge that it must sign; may
  ///     block
  /// @param bans is asked for each address that a chain is to prove
  /// @param executor where it runs
  /// @param maxInFlight how many may be verified or wait for that at once
  public LoginVerifier(
      BiFunction<String, String, Verification> verification,
      BanCheck bans,
      Executor executor,
      int maxInFlight) {
    this.verification = verification;
    this.bans = bans;
    this.executor = executor;
    this.free = new Semaphore(maxInFlight);
  }

  /// Begins a verification. Its outcome goes to `then`, on the executor's thread.
  ///
  /// @param claimed the address that the client says is its own, in lower case
  /// @return false if too many are under way already, or the server stops: nothing was begun
  public boolean verify(
      String claimed, String authChainJson, String challenge, Consumer<Verification> then) {
    if (!free.tryAcquire()) {
      return false;
    }
    try {
      executor.execute(() -> then.accept(login(claimed, authChainJson, challenge)));
    } catch (RejectedExecutionException e) {
      free.release();
      log.debug("no login is verified any more: the server stops", e);
      return false;
    }
    return true;
  }

  /// A bug in here keeps out, and at once: without an answer the client would wait for its time to
  /// be up.
  private Verification login(String claimed, String authChainJson, String challenge) {
    try {
      BanCheck.Pending ban;
      Verification login;
      try {
        ban = bans.ask(claimed);
        login = verification.apply(authChainJson, challenge);
      } finally {
        // Who waits for others to answer keeps nobody from being verified.
        free.release();
      }
      return unlessBanned(claimed, login, ban);
    } catch (RuntimeException e) {
      log.error("a login failed, and is refused for now", e);
      return new Verification.Unavailable("internal_error");
    }
  }

  private static Verification unlessBanned(
      String claimed, Verification login, BanCheck.Pending ban) {
    if (!(login instanceof Verification.Proven(String owner)) || !owner.equals(claimed)) {
      return login;
    }
    Optional<String> why = ban.why();
    return why.isPresent() ? new Verification.Banned(owner, why.get()) : login;
  }
}
