package wsroom.bench.auth;

import authchain.AuthChainVerifier;
import authchain.Identity;
import authchain.Secp256k1;
import authchain.Verdict;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Verdicts per second on one thread, with each implementation of the curve:
///
///     java -cp 'loadtest/target/ws-room-loadtest.jar:loadtest/target/lib/*' \
///         org.openjdk.jmh.Main VerdictBenchmark
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class VerdictBenchmark {
  private static final String CHALLENGE = "dcl-5f2a9c1e0b7d4863";

  /// `best` is libsecp256k1 where it loads; `java` is the fallback.
  @Param({"best", "java"})
  public String curve = "best";

  private AuthChainVerifier forgetful = AuthChainVerifier.builder().build();
  private AuthChainVerifier knowing = AuthChainVerifier.builder().build();
  private String threeLinks = "";
  private String twoLinks = "";
  private String forged = "";

  @Setup
  public void sign() {
    Secp256k1 chosen = curve.equals("java") ? Secp256k1.java() : Secp256k1.best();
    forgetful = AuthChainVerifier.builder().curve(chosen).delegationCacheSize(0).build();
    knowing = AuthChainVerifier.builder().curve(chosen).build();
    Instant expiry = Instant.now().plusSeconds(86_400);
    Identity alice = Identity.named("alice", expiry);
    threeLinks = alice.sign(CHALLENGE).toJson();
    twoLinks = Identity.guestNamed("bob").sign(CHALLENGE).toJson();
    // Eve signs for Alice's owner key.
    forged =
        Identity.guestNamed("eve")
            .sign(CHALLENGE)
            .toJson()
            .replace(Identity.guestNamed("eve").address(), alice.address());
    require(forgetful.verify(threeLinks, CHALLENGE) instanceof Verdict.Authentic);
    require(forgetful.verify(twoLinks, CHALLENGE) instanceof Verdict.Authentic);
    require(refusedFor(Verdict.Reason.WRONG_SIGNER, forgetful.verify(forged, CHALLENGE)));
    require(refusedFor(Verdict.Reason.WRONG_TEXT, forgetful.verify(threeLinks, "dcl-other")));
  }

  @Benchmark
  public Verdict threeLinksCold() {
    return forgetful.verify(threeLinks, CHALLENGE);
  }

  @Benchmark
  public Verdict threeLinksWithAKnownDelegation() {
    return knowing.verify(threeLinks, CHALLENGE);
  }

  @Benchmark
  public Verdict twoLinks() {
    return forgetful.verify(twoLinks, CHALLENGE);
  }

  @Benchmark
  public Verdict refusedForItsSigner() {
    return forgetful.verify(forged, CHALLENGE);
  }

  @Benchmark
  public Verdict refusedForItsText() {
    return forgetful.verify(threeLinks, "dcl-other");
  }

  private static boolean refusedFor(Verdict.Reason reason, Verdict verdict) {
    return verdict.equals(new Verdict.Rejected(reason));
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("the benchmark measures something else than it says");
    }
  }
}
