package wsroom.access;

import authchain.FetchVerdict;
import authchain.SignedFetch;
import authchain.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import wsroom.access.SignedLoginResult.Admitted;
import wsroom.access.SignedLoginResult.Rejected;

/// Verifies signed logins, and answers each with the URI of its room or a rejection.
///
/// Thread-safe.
public final class SignedLogins {
  /// The status of rejections for a person: clients show the message only with 200.
  private static final int SHOWN_TO_USERS = 200;

  private final SignedFetch requests;
  private final BiFunction<String, String, Optional<String>> bans;
  private final Function<String, Optional<String>> closures;
  private final BiPredicate<String, String> hasSeat;

  /// @param requests verifies the requests and their purpose, a login into comms
  /// @param bans the text for an address if it is banned, in a room or in all
  /// @param closures the text for a room if it is closed
  /// @param hasSeat whether a room has a seat for an address now
  public SignedLogins(
      SignedFetch requests,
      BiFunction<String, String, Optional<String>> bans,
      Function<String, Optional<String>> closures,
      BiPredicate<String, String> hasSeat) {
    this.requests = requests;
    this.bans = bans;
    this.closures = closures;
    this.hasSeat = hasSeat;
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
      return new Rejected(SHOWN_TO_USERS, "banned", ban.get());
    }
    Optional<String> closed = closures.apply(roomId);
    if (closed.isPresent()) {
      return new Rejected(SHOWN_TO_USERS, "room_closed", closed.get());
    }
    if (!hasSeat.test(roomId, address)) {
      return new Rejected(SHOWN_TO_USERS, "room_full", "the room is full");
    }
    return new Admitted(uris.uriFor(roomId, address));
  }

  private static Rejected rejection(FetchVerdict.Refused refused) {
    if (refused.chainReason() == Verdict.Reason.EXPIRED) {
      return new Rejected(SHOWN_TO_USERS, refused.tag(), "this session has expired: sign in again");
    }
    return switch (refused.reason()) {
      case TIMESTAMP_OUTSIDE_WINDOW ->
          new Rejected(
              SHOWN_TO_USERS,
              refused.tag(),
              "the clock of this device is more than a minute off: set it, and try again");
      case BUSY -> new Rejected(refused.status(), refused.tag(), "too many logins at once");
      case REPLAYED -> new Rejected(refused.status(), refused.tag(), "this login was used before");
      case WRONG_PURPOSE ->
          new Rejected(
              refused.status(), refused.tag(), "this request is signed for something else");
      case WRONG_REQUEST ->
          new Rejected(refused.status(), refused.tag(), "the signature is for another request");
      case CHAIN ->
          new Rejected(
              refused.status(),
              refused.tag(),
              refused.status() == 503
                  ? "the auth chain cannot be verified now"
                  : "invalid auth chain");
      case HEADER_REPEATED, CHAIN_HEADERS, TIMESTAMP_FORMAT, METADATA ->
          new Rejected(
              refused.status(), refused.tag(), "the identity headers are missing or malformed");
    };
  }
}
