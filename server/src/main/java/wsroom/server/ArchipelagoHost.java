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

/// Adapts this server to its registration with Archipelago.
///
/// A separate class, so that the JVM loads nothing of a registration that is not configured.
record ArchipelagoHost(
    RegistrationUrl url, RoomUris uris, LimitsConfig limits, ArchipelagoLifecycle.Parts parts)
    implements RoomHost {
  /// The capacity reported without a limit: the largest value that the setting may have.
  private static final int UNLIMITED_CONNECTIONS = 1_000_000;

  /// Creates a registration, which does not connect yet.
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

  /// A seat is a connection that may still open, since rooms are created on demand.
  @Override
  public Figures figures() {
    int max = limits.maxConnections() == 0 ? UNLIMITED_CONNECTIONS : limits.maxConnections();
    int free = Math.max(0, max - parts.limiter().connections());
    return new Figures(isOpen() ? free : 0, parts.authority().here().users());
  }

  @Override
  public Optional<String> rejectionOf(String roomId) {
    if (!RoomIds.isAllowed(roomId) || !limits.allowsRoom(roomId)) {
      return Optional.of("room_id");
    }
    return parts.closedRooms().of(roomId).map(_ -> "room_closed");
  }

  /// Every user gets one, so that the answer is complete. An invalid address gets no token, since
  /// nobody could use it.
  @Override
  public String connectionString(String roomId, String userId) {
    return EthereumAddress.isValid(userId)
        ? uris.uriFor(roomId, userId)
        : RoomUris.SCHEME + uris.roomUri(roomId);
  }
}
