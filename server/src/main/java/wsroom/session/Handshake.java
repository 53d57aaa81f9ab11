package wsroom.session;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.access.EthereumAddress;
import wsroom.access.JoinPermit;
import wsroom.access.Verification;
import wsroom.room.membership.SeatPreview;
import wsroom.session.SessionState.AwaitingSignature;

/// Decides each step of the handshake: whether a client is identified, challenged, allowed to join
/// or rejected. The session carries the decision out.
///
/// Thread-safe.
final class Handshake {
  private static final Logger log = LoggerFactory.getLogger(Handshake.class);

  private final Sessions.Services services;

  Handshake(Sessions.Services services) {
    this.services = services;
  }

  /// The result of an identification.
  sealed interface Identification {
    /// @param address in lower case
    record Claimed(String address) implements Identification {}
  }

  /// The decision on an identified client.
  sealed interface ChallengeDecision {
    /// @param alreadyConnected whether the address has a session that this one would take over
    record Challenged(AwaitingSignature next, boolean alreadyConnected)
        implements ChallengeDecision {}
  }

  /// The decision on a verified client.
  sealed interface JoinDecision {
    /// The client may request a seat.
    record Allowed() implements JoinDecision {}
  }

  /// The client is rejected, with a text for it.
  record Rejected(CloseReason reason, String text)
      implements Identification, ChallengeDecision, JoinDecision {
    Rejected(CloseReason reason) {
      this(reason, reason.text());
    }
  }

  Identification identify(SessionReporter reporter, String claimed) {
    if (!EthereumAddress.isValid(claimed)) {
      return new Rejected(CloseReason.INVALID_ADDRESS);
    }
    Optional<String> closed = reporter.roomClosedReason();
    if (closed.isPresent()) {
      return new Rejected(CloseReason.ROOM_CLOSED, closed.get());
    }
    return new Identification.Claimed(claimed.toLowerCase(Locale.ROOT));
  }

  ChallengeDecision challenge(String address, SeatPreview preview) {
    return preview.denial().isPresent()
        ? new Rejected(CloseReason.of(preview.denial().get()))
        : new ChallengeDecision.Challenged(
            new AwaitingSignature(address, services.challenges().next()),
            preview.alreadyConnected());
  }

  /// @param address the address that the client claims
  JoinDecision decide(
      SessionReporter reporter, JoinPermit permit, String address, Verification result) {
    return switch (result) {
      case Verification.Authentic(String owner) when !owner.equals(address) ->
          new Rejected(CloseReason.WRONG_OWNER);
      case Verification.Authentic _ -> decide(reporter, permit, address);
      case Verification.Expired _ -> rejected(CloseReason.IDENTITY_EXPIRED, "expired");
      case Verification.Rejected(String tag) -> rejected(CloseReason.AUTH_CHAIN_REJECTED, tag);
      case Verification.Unavailable(String tag) ->
          rejected(CloseReason.VERIFICATION_UNAVAILABLE, tag);
      case Verification.Banned(String owner, String text) -> {
        log.atDebug()
            .addKeyValue("room", reporter.roomId())
            .addKeyValue("session", reporter.id())
            .addKeyValue("address", owner)
            .addKeyValue("reason", text)
            .log("banned address");
        yield new Rejected(CloseReason.BANNED, text);
      }
    };
  }

  private Rejected rejected(CloseReason reason, String tag) {
    services.listener().authChainRejected(tag);
    return new Rejected(reason);
  }

  private JoinDecision decide(SessionReporter reporter, JoinPermit permit, String address) {
    if (!permit.admits(address)) {
      return new Rejected(CloseReason.WRONG_TOKEN);
    }
    // Checked on the I/O thread, so that no client joins between a block and the sweep for it.
    Optional<String> blocked = reporter.blockReason(address);
    if (blocked.isPresent()) {
      return new Rejected(CloseReason.BANNED, blocked.get());
    }
    Optional<String> closed = reporter.roomClosedReason();
    if (closed.isPresent()) {
      return new Rejected(CloseReason.ROOM_CLOSED, closed.get());
    }
    return new JoinDecision.Allowed();
  }
}
