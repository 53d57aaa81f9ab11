package wsroom.session;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.access.EthereumAddress;
import wsroom.access.JoinPermit;
import wsroom.access.Verification;
import wsroom.room.membership.Admission;
import wsroom.room.membership.Seat;
import wsroom.session.SessionState.AwaitingSignature;

/// Decides each step of the handshake: whether a client is challenged, admitted or rejected. The
/// session carries the decision out.
///
/// Thread-safe.
record Handshake(Sessions.Services services) {
  private static final Logger log = LoggerFactory.getLogger(Handshake.class);

  /// The result of an identification.
  sealed interface IdentificationResult {
    /// @param alreadyConnected whether the address has a session that this one would take over
    record Challenged(AwaitingSignature next, boolean alreadyConnected)
        implements IdentificationResult {}
  }

  /// The decision on a verified client.
  sealed interface JoinDecision {
    /// @param previous held by a session of the same address, which must leave first
    record Seated(Seat seat, Optional<Seat> previous) implements JoinDecision {}
  }

  /// The client is rejected, with a text for it.
  record Rejected(CloseReason reason, String text) implements IdentificationResult, JoinDecision {
    Rejected(CloseReason reason) {
      this(reason, reason.text());
    }
  }

  IdentificationResult identify(SessionReporter reporter, String claimed) {
    if (!EthereumAddress.isValid(claimed)) {
      return new Rejected(CloseReason.INVALID_ADDRESS);
    }
    String address = claimed.toLowerCase(Locale.ROOT);
    String roomId = reporter.roomId();
    Optional<String> closed = reporter.roomClosedReason();
    if (closed.isPresent()) {
      return new Rejected(CloseReason.ROOM_CLOSED, closed.get());
    }
    if (!services.directory().hasSeatFor(roomId, address)) {
      return new Rejected(CloseReason.ROOM_FULL);
    }
    return new IdentificationResult.Challenged(
        new AwaitingSignature(address, services.challenges().next()),
        services.directory().isConnected(roomId, address));
  }

  /// @param address the address that the client claims
  /// @param listener told when another session of the address takes the seat over
  JoinDecision admit(
      SessionReporter reporter,
      JoinPermit permit,
      String address,
      Verification result,
      Seat.TakeoverListener listener) {
    return switch (result) {
      case Verification.Authentic(String owner) when !owner.equals(address) ->
          new Rejected(CloseReason.WRONG_OWNER);
      case Verification.Authentic _ -> admitOwner(reporter, permit, address, listener);
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
    services.observer().rejected(tag);
    return new Rejected(reason);
  }

  private JoinDecision admitOwner(
      SessionReporter reporter, JoinPermit permit, String address, Seat.TakeoverListener listener) {
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
    // A seat is taken only here, since the room may have filled up after the identification.
    return switch (services.directory().admit(reporter.roomId(), address, listener)) {
      case Admission.RoomFull _ -> new Rejected(CloseReason.ROOM_FULL);
      case Admission.AlreadyConnected _ -> new Rejected(CloseReason.ALREADY_CONNECTED);
      case Admission.Admitted(Seat seat, var previous) -> new JoinDecision.Seated(seat, previous);
    };
  }
}
