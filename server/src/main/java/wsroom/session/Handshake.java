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

/// What becomes of a newcomer at each step of the handshake. It only decides: the session says and
/// does what follows.
///
/// Thread-safe.
record Handshake(Sessions.Services services) {
  private static final Logger log = LoggerFactory.getLogger(Handshake.class);

  /// The answer to an identification.
  sealed interface Answer {
    /// @param alreadyConnected whether the address has a session that this one would take over
    record Challenged(AwaitingSignature next, boolean alreadyConnected) implements Answer {}
  }

  /// The answer to a login.
  sealed interface Entry {
    /// @param previous held by a session of the same address, which must leave first
    record Seated(Seat seat, Optional<Seat> previous) implements Entry {}
  }

  /// The end of the way, with the words for the client.
  record Rejected(CloseReason reason, String text) implements Answer, Entry {
    Rejected(CloseReason reason) {
      this(reason, reason.text());
    }
  }

  Answer identify(SessionReporter reporter, String claimed) {
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
    return new Answer.Challenged(
        new AwaitingSignature(address, services.challenges().next()),
        services.directory().isConnected(roomId, address));
  }

  /// @param address what the client has claimed
  /// @param listener told when another session of the address takes the seat over
  Entry admit(
      SessionReporter reporter,
      JoinPermit permit,
      String address,
      Verification login,
      Seat.TakeoverListener listener) {
    return switch (login) {
      case Verification.Proven(String owner) when !owner.equals(address) ->
          new Rejected(CloseReason.WRONG_OWNER);
      case Verification.Proven _ -> admitOwner(reporter, permit, address, listener);
      case Verification.Expired _ -> refused(CloseReason.IDENTITY_EXPIRED, "expired");
      case Verification.Refused(String why) -> refused(CloseReason.AUTH_CHAIN_REJECTED, why);
      case Verification.Unavailable(String why) ->
          refused(CloseReason.VERIFICATION_UNAVAILABLE, why);
      case Verification.Banned(String owner, String why) -> {
        log.atDebug()
            .addKeyValue("room", reporter.roomId())
            .addKeyValue("session", reporter.id())
            .addKeyValue("address", owner)
            .addKeyValue("reason", why)
            .log("banned address");
        yield new Rejected(CloseReason.BANNED, why);
      }
    };
  }

  private Rejected refused(CloseReason reason, String why) {
    services.observer().rejected(why);
    return new Rejected(reason);
  }

  private Entry admitOwner(
      SessionReporter reporter, JoinPermit permit, String address, Seat.TakeoverListener listener) {
    if (!permit.admits(address)) {
      return new Rejected(CloseReason.WRONG_TOKEN);
    }
    // Asked on the I/O thread, so that none slips through between an exclusion and the sweep for
    // it.
    Optional<String> out = reporter.blockReason(address);
    if (out.isPresent()) {
      return new Rejected(CloseReason.BANNED, out.get());
    }
    Optional<String> closed = reporter.roomClosedReason();
    if (closed.isPresent()) {
      return new Rejected(CloseReason.ROOM_CLOSED, closed.get());
    }
    // The room may have filled since the identification, so a seat is taken only here.
    return switch (services.directory().admit(reporter.roomId(), address, listener)) {
      case Admission.RoomFull _ -> new Rejected(CloseReason.ROOM_FULL);
      case Admission.AlreadyConnected _ -> new Rejected(CloseReason.ALREADY_CONNECTED);
      case Admission.Admitted(Seat seat, var previous) -> new Entry.Seated(seat, previous);
    };
  }
}
