package authchain;

import authchain.FetchVerdict.Accepted;
import authchain.FetchVerdict.Reason;
import authchain.FetchVerdict.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verifies signed HTTP requests (ADR-44) by the strict rules F1 to F7. Thread-safe. Blocks while
/// it calls a contract wallet. Never throws, whatever the request.
///
/// A request carries its chain, one link per header, a timestamp and metadata. The last link signs
/// `method:path:timestamp:metadata`, all in lower case, or, in the newer format, with the metadata
/// verbatim. Both are accepted.
public final class SignedFetch {
  /// Longer than any valid timestamp, and still within a long.
  private static final int MAX_TIMESTAMP_DIGITS = 18;

  private final AuthChainVerifier chains;
  private final Clock clock;
  private final long windowMillis;
  private final @Nullable String signer;
  private final @Nullable String intent;
  private final ReplayCache replays;

  private SignedFetch(Builder builder) {
    chains = builder.chains;
    clock = builder.clock;
    windowMillis = builder.window.toMillis();
    signer = builder.signer;
    intent = builder.intent;
    replays = new ReplayCache(builder.replayCacheSize);
  }

  /// A verifier of requests of any purpose, unless one is set.
  ///
  /// @param chains verifies the chains; its clock should be the same
  public static Builder builder(AuthChainVerifier chains) {
    return new Builder(chains);
  }

  /// Verifies a request.
  ///
  /// @param method in any case
  /// @param path the path alone, without query
  /// @param headers by name in any case, each with all its values
  public FetchVerdict verify(String method, String path, Map<String, List<String>> headers) {
    return switch (FetchHeaders.read(headers)) {
      case FetchHeaders.Rejected(Reason reason) -> new Refused(reason);
      case FetchHeaders.Read read -> verify(method, path, read);
    };
  }

  private FetchVerdict verify(String method, String path, FetchHeaders.Read read) {
    long timestamp = millis(read.timestamp());
    if (timestamp < 0) {
      return new Refused(Reason.TIMESTAMP_FORMAT);
    }
    long now = clock.millis();
    if (Math.abs(now - timestamp) > windowMillis) {
      return new Refused(Reason.TIMESTAMP_OUTSIDE_WINDOW);
    }
    Reason purpose = checkPurpose(read.metadata());
    if (purpose != null) {
      return new Refused(purpose);
    }
    String request = (method + ":" + path + ":" + read.timestamp() + ":").toLowerCase(Locale.ROOT);
    String lowerCase = (request + read.metadata()).toLowerCase(Locale.ROOT);
    String verbatim = request + read.metadata();
    AuthLink last = read.links().getLast();
    if (last.type().contract() && read.links().size() == 2) {
      // A contract wallet signs requests through an ephemeral key only, as in the reference.
      return new Refused(Reason.CHAIN, Verdict.Reason.WRONG_SHAPE);
    }
    String expected = last.payload().equals(verbatim) ? verbatim : lowerCase;
    return switch (chains.verify(read.links(), expected)) {
      case Verdict.Rejected(Verdict.Reason reason) ->
          reason == Verdict.Reason.WRONG_TEXT
              ? new Refused(Reason.WRONG_REQUEST)
              : new Refused(Reason.CHAIN, reason);
      case Verdict.Authentic authentic ->
          switch (replays.add(authentic.owner(), lowerCase, now, timestamp + windowMillis)) {
            case NEW -> new Accepted(authentic.owner(), authentic.expiry(), read.metadata());
            case REPLAYED -> new Refused(Reason.REPLAYED);
            case FULL -> new Refused(Reason.BUSY);
          };
    };
  }

  private @Nullable Reason checkPurpose(String json) {
    // Missing metadata is a missing purpose, not malformed metadata.
    FetchMetadata metadata =
        json.isEmpty() ? new FetchMetadata(null, null) : FetchMetadata.parse(json);
    if (metadata == null) {
      return Reason.METADATA;
    }
    boolean right =
        (signer == null || signer.equals(metadata.signer()))
            && (intent == null || intent.equals(metadata.intent()));
    return right ? null : Reason.WRONG_PURPOSE;
  }

  /// The number in ASCII digits, or -1 for any other text.
  private static long millis(String text) {
    if (text.isEmpty() || text.length() > MAX_TIMESTAMP_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }

  /// Configures the verifier. Everything has a default.
  public static final class Builder {
    private final AuthChainVerifier chains;
    private Clock clock = Clock.systemUTC();
    private Duration window = Duration.ofSeconds(60);
    private @Nullable String signer;
    private @Nullable String intent;
    private int replayCacheSize = 100_000;

    private Builder(AuthChainVerifier chains) {
      this.chains = chains;
    }

    /// The clock for timestamps; the system's by default.
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /// Maximum difference of a timestamp from now, either way; 60 s by default.
    public Builder window(Duration window) {
      this.window = window;
      return this;
    }

    /// The required `signer` and `intent` of the metadata; any by default. For comms logins
    /// (ADR-180): `dcl:explorer` and `dcl:explorer:comms-handshake`.
    public Builder purpose(String signer, String intent) {
      this.signer = signer;
      this.intent = intent;
      return this;
    }

    /// Maximum size of the replay cache; 100,000 by default. Each entry takes about 200 bytes.
    /// Beyond it, requests are rejected as busy.
    public Builder replayCacheSize(int requests) {
      this.replayCacheSize = requests;
      return this;
    }

    public SignedFetch build() {
      return new SignedFetch(this);
    }
  }
}
