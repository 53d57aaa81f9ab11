package wsroom.access;

import authchain.FetchVerdict;
import authchain.SignedFetch;
import authchain.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import wsroom.access.LoginAnswer.Admitted;
import wsroom.access.LoginAnswer.Refused;

/// Verifies signed logins, and hands rooms out to those who may have them.
///
/// Thread-safe.
public final class SignedLogins {
  /// Clients show a refusal's message only with a good status.
  private static final int TO_BE_READ = 200;

  private final SignedFetch requests;
  private final Function<String, Optional<String>> bans;
  private final Function<String, Optional<String>> closures;
  private final BiPredicate<String, String> hasSeat;

  /// @param requests verifies the requests, and that each was made for a login into comms
  /// @param bans why an address must stay out, if it must
  /// @param closures why a room is closed, if it is
  /// @param hasSeat whether a room has a seat for an address now
  public SignedLogins(
      SignedFetch requests,
      Function<String, Optional<String>> bans,
      Function<String, Optional<String>> closures,
      BiPredicate<String, String> hasSeat) {
    this.requests = requests;
    this.bans = bans;
    this.closures = closures;
    this.hasSeat = hasSeat;
  }

  /// A request for a room.
  ///
  /// @param path as the client sees it and signed it, without query
  /// @param headers all of them, by name in any case
  public record Request(String path, Map<String, List<String>> headers, String roomId) {}

  /// Answers a request. Blocks while a contract wallet is asked.
  ///
  /// @param uris the URIs as this client is to find them
  public LoginAnswer answer(Request request, RoomUris uris) {
    return switch (requests.verify("POST", request.path(), request.headers())) {
      case FetchVerdict.Refused refused -> refusal(refused);
      case FetchVerdict.Accepted accepted -> admit(accepted.owner(), request.roomId(), uris);
    };
  }

  /// The handshake will ask the same again: here it spares the client the way, and tells a person.
  private LoginAnswer admit(String address, String roomId, RoomUris uris) {
    Optional<String> ban = bans.apply(address);
    if (ban.isPresent()) {
      return new Refused(TO_BE_READ, "banned", ban.get());
    }
    Optional<String> closure = closures.apply(roomId);
    if (closure.isPresent()) {
      return new Refused(TO_BE_READ, "room_closed", closure.get());
    }
    if (!hasSeat.test(roomId, address)) {
      return new Refused(TO_BE_READ, "room_full", "the room is full");
    }
    return new Admitted(uris.uriFor(roomId, address));
  }

  private static Refused refusal(FetchVerdict.Refused refused) {
    if (refused.chainReason() == Verdict.Reason.EXPIRED) {
      return new Refused(TO_BE_READ, refused.tag(), "this session has expired: sign in again");
    }
    return switch (refused.reason()) {
      case TIMESTAMP_OUTSIDE_WINDOW ->
          new Refused(
              TO_BE_READ,
              refused.tag(),
              "the clock of this device is more than a minute off: set it, and try again");
      case BUSY -> new Refused(refused.status(), refused.tag(), "too many logins at once");
      case REPLAYED -> new Refused(refused.status(), refused.tag(), "this login was used before");
      case WRONG_PURPOSE ->
          new Refused(refused.status(), refused.tag(), "this request is signed for something else");
      case WRONG_REQUEST ->
          new Refused(refused.status(), refused.tag(), "what is signed is another request");
      case CHAIN ->
          new Refused(
              refused.status(),
              refused.tag(),
              refused.status() == 503
                  ? "the auth chain cannot be verified now"
                  : "the auth chain proves nothing");
      case HEADER_REPEATED, CHAIN_HEADERS, TIMESTAMP_FORMAT, METADATA ->
          new Refused(
              refused.status(), refused.tag(), "the identity headers are missing or malformed");
    };
  }
}
