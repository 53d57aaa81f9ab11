package wsroom.access;

import authchain.FetchVerdict;
import authchain.SignedFetch;
import authchain.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import wsroom.access.SignedLoginResult.Admitted;
import wsroom.access.SignedLoginResult.Kind;
import wsroom.access.SignedLoginResult.Rejected;
import wsroom.room.membership.Denial;

/// Verifies signed logins, and answers each with the URI of its room or a rejection.
///
/// Thread-safe.
public final class SignedLogins {
  private final SignedFetch requests;
  private final BiFunction<String, String, Optional<String>> bans;
  private final Function<String, Optional<String>> closures;
  private final BiFunction<String, String, Optional<Denial>> seats;

  /// @param requests verifies the requests and their purpose, a login into comms
  /// @param bans the text for an address if it is banned, in a room or in all
  /// @param closures the text for a room if it is closed
  /// @param seats why a room has no seat for an address now; may block for a moment
  public SignedLogins(
      SignedFetch requests,
      BiFunction<String, String, Optional<String>> bans,
      Function<String, Optional<String>> closures,
      BiFunction<String, String, Optional<Denial>> seats) {
    this.requests = requests;
    this.bans = bans;
    this.closures = closures;
    this.seats = seats;
  }

  /// A login into a room.
  ///
  /// @param path as the client sees and signs it, without query
  /// @param headers all headers, by name in any case
  public record Request(String path, Map<String, List<String>> headers, String roomId) {}

  /// Answers a request. Blocks while a contract wallet is queried.
  ///
  /// @param uris the URIs of this server as seen by the client
  public SignedLoginResult answer(Request request, RoomUris uris) {
    return switch (requests.verify("POST", request.path(), request.headers())) {
      case FetchVerdict.Refused refused -> rejection(refused);
      case FetchVerdict.Accepted accepted -> admit(accepted.owner(), request.roomId(), uris);
    };
  }

  /// The handshake checks the same again; here the client is spared a connection and shows the
  /// text.
  private SignedLoginResult admit(String address, String roomId, RoomUris uris) {
    Optional<String> ban = bans.apply(address, roomId);
    if (ban.isPresent()) {
      return new Rejected(Kind.FOR_THE_USER, "banned", ban.get());
    }
    Optional<String> closed = closures.apply(roomId);
    if (closed.isPresent()) {
      return new Rejected(Kind.FOR_THE_USER, "room_closed", closed.get());
    }
    return seats
        .apply(roomId, address)
        .<SignedLoginResult>map(
            denial -> new Rejected(Kind.FOR_THE_USER, denial.tag(), denial.text()))
        .orElseGet(() -> new Admitted(uris.uriFor(roomId, address)));
  }

  private static Rejected rejection(FetchVerdict.Refused refused) {
    if (refused.chainReason() == Verdict.Reason.EXPIRED) {
      return new Rejected(
          Kind.FOR_THE_USER, refused.tag(), "this session has expired: sign in again");
    }
    return switch (refused.reason()) {
      case TIMESTAMP_OUTSIDE_WINDOW ->
          new Rejected(
              Kind.FOR_THE_USER,
              refused.tag(),
              "the clock of this device is more than a minute off: set it, and try again");
      case BUSY -> new Rejected(Kind.TRY_LATER, refused.tag(), "too many logins at once");
      case REPLAYED ->
          new Rejected(Kind.NOT_AUTHENTIC, refused.tag(), "this login was used before");
      case WRONG_PURPOSE ->
          new Rejected(Kind.MALFORMED, refused.tag(), "this request is signed for something else");
      case WRONG_REQUEST ->
          new Rejected(Kind.NOT_AUTHENTIC, refused.tag(), "the signature is for another request");
      case CHAIN ->
          refused.chainReason() != null && refused.chainReason().unavailable()
              ? new Rejected(Kind.TRY_LATER, refused.tag(), "the auth chain cannot be verified now")
              : new Rejected(Kind.NOT_AUTHENTIC, refused.tag(), "invalid auth chain");
      case HEADER_REPEATED, CHAIN_HEADERS, TIMESTAMP_FORMAT, METADATA ->
          new Rejected(
              Kind.MALFORMED, refused.tag(), "the identity headers are missing or malformed");
    };
  }
}
