package wsroom.server;

import io.undertow.server.HttpServerExchange;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.access.AccessTokens;
import wsroom.access.AuthChains;
import wsroom.access.RoomUris;
import wsroom.access.SignedLogins;
import wsroom.access.TokenPolicy;
import wsroom.config.AccessTokenUse;
import wsroom.config.PublicUrl;
import wsroom.config.RealmConfig;
import wsroom.config.ServerConfig;
import wsroom.events.Event;
import wsroom.events.RejectionReporter;
import wsroom.http.AboutPage;
import wsroom.http.AccessRoutes;
import wsroom.http.AccessTokenCheck;
import wsroom.http.ClientAddresses;
import wsroom.http.PublicAddresses;
import wsroom.http.Realm;
import wsroom.http.RequestRules;
import wsroom.http.SignedLoginEndpoint;
import wsroom.http.UpgradeChecks;
import wsroom.limit.AddressRateLimiter;
import wsroom.limit.ConnectionLimiter;
import wsroom.metrics.ServerMetrics;
import wsroom.room.membership.Denial;
import wsroom.room.membership.RoomAuthority;
import wsroom.session.Moderation;

/// Wires access to the rooms: their URIs, access tokens, upgrade checks, signed logins, and the
/// realm's description.
///
/// Thread-safe.
final class RoomAccess {
  private static final Logger log = LoggerFactory.getLogger(RoomAccess.class);
  private static final int WARM_UP_TOKENS = 50;

  private final ServerConfig config;
  private final Parts parts;
  private final PublicAddresses addresses;
  private final Optional<AccessTokens> tokens;
  private final RequestRules rules;
  private final SignedLoginEndpoint logins;

  /// The parts of the server that access to rooms uses.
  ///
  /// @param executor runs the verification of logins
  /// @param ready whether the server accepts clients now
  /// @param bans the reason why an address is banned, if it is
  /// @param moderation knows the rooms that operators have closed
  /// @param rejections reports rejected requests as events
  record Parts(
      AuthChains authChains,
      RoomAuthority authority,
      ConnectionLimiter limiter,
      ClientAddresses clients,
      ServerMetrics metrics,
      Executor executor,
      BooleanSupplier ready,
      BiFunction<String, String, Optional<String>> bans,
      Moderation moderation,
      RejectionReporter rejections) {}

  RoomAccess(ServerConfig config, Parts parts, InstantSource clock) {
    this.config = config;
    this.parts = parts;
    addresses = new PublicAddresses(config.access().publicUrl(), config.limits().trustedProxies());
    tokens = AccessTokens.of(config.access(), clock);
    if (tokens.isPresent() && config.access().secrets().isEmpty()) {
      log.info(
          "WS_ROOM_SERVICE_SECRET is not set: access tokens are valid on this server only, until it"
              + " restarts");
    }
    rules = new RequestRules(config.limits());
    logins =
        new SignedLoginEndpoint(
            rules,
            new AddressRateLimiter(
                config.limits().joinsPerSecondPerAddress(), config.limits().sparesLoopback()),
            addresses,
            tokens,
            new SignedLogins(
                parts.authChains().signedLogins(),
                parts.bans(),
                parts.moderation()::roomClosedReason,
                this::seatDenial),
            parts.executor(),
            parts.metrics(),
            (roomId, reason, text) -> {
              parts.metrics().loginRejected(reason);
              parts.rejections().rejected(Event.Way.LOGIN, roomId, reason, text);
            });
  }

  /// Allows pages of these origins only from now on.
  void allowOrigins(List<String> origins) {
    rules.allowOrigins(origins);
  }

  /// The checks of requests for an upgrade.
  UpgradeChecks upgradeChecks() {
    return new UpgradeChecks(
        rules,
        parts.limiter(),
        new AccessTokenCheck(new TokenPolicy(config.access().tokens(), tokens), addresses),
        (roomId, reason, text) -> {
          parts.metrics().upgradeRejected(reason);
          parts.rejections().rejected(Event.Way.UPGRADE, roomId, reason, text);
        });
  }

  /// Makes the URIs of rooms where there is no request; empty if the public URL is not set.
  Optional<RoomUris> uris() {
    return config.access().publicUrl().map(base -> new RoomUris(base, tokens));
  }

  /// Makes and checks some tokens, so that the code is warm when the first real one is checked on
  /// an I/O thread.
  void warmUp() {
    tokens.ifPresent(
        each -> {
          for (int i = 0; i < WARM_UP_TOKENS; i++) {
            var _ = each.check(each.issue("warm-up", "nobody"), "warm-up");
          }
        });
  }

  /// The routes of signed logins and of the realm's description.
  AccessRoutes routes() {
    return new AccessRoutes(this::login, config.realm().map(this::about));
  }

  /// Why a room has no seat for an address. Blocks for as long as the servers need to agree.
  private Optional<Denial> seatDenial(String roomId, String address) {
    return parts.authority().preview(roomId, address).join().denial();
  }

  private void login(HttpServerExchange exchange, String path, String roomId) {
    logins.login(
        exchange, path, roomId, parts.clients().of(exchange), parts.ready().getAsBoolean());
  }

  private AboutPage about(RealmConfig realm) {
    return new AboutPage(
        realm,
        config.ethereum().network().chainId(),
        addresses,
        base -> adapter(base, realm.room()),
        () -> realmState(realm.room()));
  }

  private String adapter(PublicUrl base, String roomId) {
    return config.access().tokens() == AccessTokenUse.OFF
        ? RoomUris.SCHEME + new RoomUris(base, Optional.empty()).roomUri(roomId)
        : "signed-login:" + base.forPages() + "/get-comms-adapter/" + RoomUris.encoded(roomId);
  }

  private Realm realmState(String roomId) {
    boolean ready = parts.ready().getAsBoolean();
    return new Realm(
        ready,
        ready
            && parts.authority().everywhere().hasFreeSeat(roomId)
            && !parts.limiter().isFull()
            && parts.moderation().rooms().of(roomId).isEmpty(),
        parts.authority().everywhere().users(roomId));
  }
}
