package wsroom.server;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import wsroom.access.EthereumAddress;
import wsroom.access.RegistrationUrl;
import wsroom.access.RoomUris;
import wsroom.archipelago.Archipelago;
import wsroom.archipelago.RoomHost;
import wsroom.config.ArchipelagoConfig;
import wsroom.config.LimitsConfig;
import wsroom.config.RoomIds;
import wsroom.config.ServerConfig;

/// This server, as its registration with Archipelago sees it.
///
/// A class of its own so that the JVM loads nothing of a registration that is not asked for.
record ArchipelagoHost(
    RegistrationUrl url, RoomUris uris, LimitsConfig limits, ArchipelagoLifecycle.Parts parts)
    implements RoomHost {
  /// What is told where there is no limit: the largest that a limit can be.
  private static final int WITHOUT_LIMIT = 1_000_000;

  /// Makes a registration, which has not begun yet.
  static Archipelago register(
      ServerConfig config,
      ArchipelagoConfig registry,
      RoomUris uris,
      ArchipelagoLifecycle.Parts parts,
      InstantSource clock,
      BooleanSupplier isConnected) {
    ArchipelagoHost host =
        new ArchipelagoHost(
            new RegistrationUrl(registry.registrationUrl(), registry.secret(), clock),
            uris,
            config.limits(),
            parts);
    return new Archipelago(
        host,
        registry.maxIslandSize(config.rooms()),
        parts.metrics().archipelago(isConnected, () -> host.figures().availableSeats()),
        clock,
        parts.onError());
  }

  @Override
  public URI registryUri() {
    return url.withToken();
  }

  @Override
  public boolean isOpen() {
    return parts.isOpen().getAsBoolean();
  }

  /// A seat is a connection that may still come: rooms come into being as they are asked for.
  @Override
  public Figures figures() {
    int most = limits.maxConnections() == 0 ? WITHOUT_LIMIT : limits.maxConnections();
    int free = Math.max(0, most - parts.limiter().connections());
    return new Figures(isOpen() ? free : 0, parts.directory().users());
  }

  @Override
  public Optional<String> refusalOf(String roomId) {
    if (!RoomIds.isAllowed(roomId) || !limits.allowsRoom(roomId)) {
      return Optional.of("room_id");
    }
    return parts.closedRooms().of(roomId).map(_ -> "room_closed");
  }

  /// Everyone gets one, so that the answer is whole; but no token is made for what is no address,
  /// and nobody could use it.
  @Override
  public String connectionString(String roomId, String userId) {
    return EthereumAddress.isValid(userId)
        ? uris.uriFor(roomId, userId)
        : RoomUris.SCHEME + uris.roomUri(roomId);
  }
}
