package wsroom.session;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.auth.Login;
import wsroom.room.Admission;
import wsroom.room.Seat;
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
  record TurnedAway(CloseReason reason, String text) implements Answer, Entry {
    TurnedAway(CloseReason reason) {
      this(reason, reason.text());
    }
  }

  Answer identify(Watched watched, String claimed) {
    if (!EthereumAddress.isValid(claimed)) {
      return new TurnedAway(CloseReason.INVALID_ADDRESS);
    }
    String address = claimed.toLowerCase(Locale.ROOT);
    String roomId = watched.roomId();
    Optional<String> closed = watched.whyRoomIsClosed();
    if (closed.isPresent()) {
      return new TurnedAway(CloseReason.ROOM_CLOSED, closed.get());
    }
    if (!services.directory().hasSeatFor(roomId, address)) {
      return new TurnedAway(CloseReason.ROOM_FULL);
    }
    return new Answer.Challenged(
        new AwaitingSignature(address, services.challenges().next()),
        services.directory().isConnected(roomId, address));
  }

  /// @param address what the client has claimed
  /// @param holder who gets the seat
  Entry admit(Watched watched, Entrance entrance, String address, Login login, Seat.Holder holder) {
    return switch (login) {
      case Login.Proven(String owner) when !owner.equals(address) ->
          new TurnedAway(CloseReason.WRONG_OWNER);
      case Login.Proven _ -> admitOwner(watched, entrance, address, holder);
      case Login.Expired _ -> refused(CloseReason.IDENTITY_EXPIRED, "expired");
      case Login.Refused(String why) -> refused(CloseReason.AUTH_CHAIN_REJECTED, why);
      case Login.Unavailable(String why) -> refused(CloseReason.VERIFICATION_UNAVAILABLE, why);
      case Login.Banned(String owner, String why) -> {
        log.atDebug()
            .addKeyValue("room", watched.roomId())
            .addKeyValue("session", watched.id())
            .addKeyValue("address", owner)
            .addKeyValue("reason", why)
            .log("banned address");
        yield new TurnedAway(CloseReason.BANNED, why);
      }
    };
  }

  private TurnedAway refused(CloseReason reason, String why) {
    services.observer().rejected(why);
    return new TurnedAway(reason);
  }

  private Entry admitOwner(Watched watched, Entrance entrance, String address, Seat.Holder holder) {
    if (!entrance.admits(address)) {
      return new TurnedAway(CloseReason.WRONG_TOKEN);
    }
    // Asked on the I/O thread, so that none slips through between an exclusion and the sweep for
    // it.
    Optional<String> out = watched.whyAddressIsOut(address);
    if (out.isPresent()) {
      return new TurnedAway(CloseReason.BANNED, out.get());
    }
    Optional<String> closed = watched.whyRoomIsClosed();
    if (closed.isPresent()) {
      return new TurnedAway(CloseReason.ROOM_CLOSED, closed.get());
    }
    // The room may have filled since the identification, so a seat is taken only here.
    return switch (services.directory().admit(watched.roomId(), address, holder)) {
      case Admission.RoomFull _ -> new TurnedAway(CloseReason.ROOM_FULL);
      case Admission.AlreadyConnected _ -> new TurnedAway(CloseReason.ALREADY_CONNECTED);
      case Admission.Admitted(Seat seat, var previous) -> new Entry.Seated(seat, previous);
    };
  }
}
