package wsroom;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import wsroom.archipelago.Archipelago;
import wsroom.archipelago.RegistrationStatus;
import wsroom.archipelago.RegistrationStatus.Phase;
import wsroom.archipelago.RoomHost;
import wsroom.config.ArchipelagoConfig;
import wsroom.config.LimitsConfig;
import wsroom.config.ServerConfig;
import wsroom.http.RoomIdParser;
import wsroom.metrics.ServerMetrics;
import wsroom.room.PeerDirectory;
import wsroom.session.EthereumAddress;
import wsroom.session.Exclusions;
import wsroom.session.Gate;
import wsroom.token.RegistrationUrl;
import wsroom.token.RoomUris;

/// Brings Archipelago's islands to this server's rooms, if the settings ask for it. Without them
/// nothing of the registration is even loaded.
///
/// Thread-safe.
final class Islands {
  private final ServerConfig config;
  private final Parts parts;
  private final InstantSource clock;
  private volatile @Nullable Archipelago archipelago;

  /// What the registration tells of, and leads to.
  ///
  /// @param isOpen whether the server takes newcomers now
  /// @param closedRooms those that operators keep shut
  /// @param uris the URIs of rooms, if the settings say where this server is
  /// @param onError what to do with an [Error]
  record Parts(
      BooleanSupplier isOpen,
      PeerDirectory directory,
      Gate gate,
      Exclusions closedRooms,
      Optional<RoomUris> uris,
      ServerMetrics metrics,
      Consumer<Error> onError) {}

  Islands(ServerConfig config, Parts parts, InstantSource clock) {
    this.config = config;
    this.parts = parts;
    this.clock = clock;
  }

  /// Registers the server, if it is to be. To be called once, when the server takes newcomers.
  void register() {
    config
        .archipelago()
        .ifPresent(
            registry -> parts.uris().ifPresent(uris -> register(registry, uris, config.limits())));
  }

  /// The server takes newcomers from now on, or does not any more.
  void openChanged() {
    Archipelago registered = archipelago;
    if (registered != null) {
      registered.openChanged();
    }
  }

  /// Leaves the registry.
  void close() {
    Archipelago registered = archipelago;
    if (registered != null) {
      registered.close();
    }
  }

  /// Writes how the registration does, for the status page.
  void writeStatus(JsonGenerator json) {
    Archipelago registered = archipelago;
    if (registered == null) {
      return;
    }
    RegistrationStatus status = registered.status();
    json.writeObjectPropertyStart("archipelago");
    json.writeStringProperty("state", status.phase().label());
    json.writeNumberProperty("since", status.since().toEpochMilli());
    json.writeNumberProperty("failures", status.failures());
    if (status.problem().isPresent()) {
      json.writeStringProperty("problem", status.problem().get());
    }
    json.writeEndObject();
  }

  private void register(ArchipelagoConfig registry, RoomUris uris, LimitsConfig limits) {
    Host host =
        new Host(
            new RegistrationUrl(registry.registrationUrl(), registry.secret(), clock),
            uris,
            limits,
            parts);
    Archipelago made =
        new Archipelago(
            host,
            registry.maxIslandSize(config.rooms()),
            parts.metrics().archipelago(this::isConnected, () -> host.figures().availableSeats()),
            clock,
            parts.onError());
    archipelago = made;
    made.openChanged();
  }

  private boolean isConnected() {
    Archipelago registered = archipelago;
    return registered != null && registered.status().phase() == Phase.CONNECTED;
  }

  /// This server, as a registration sees it.
  private record Host(RegistrationUrl url, RoomUris uris, LimitsConfig limits, Parts parts)
      implements RoomHost {
    /// What is told where there is no limit: the largest that a limit can be.
    private static final int WITHOUT_LIMIT = 1_000_000;

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
      int free = Math.max(0, most - parts.gate().connections());
      return new Figures(isOpen() ? free : 0, parts.directory().users());
    }

    @Override
    public Optional<String> refusalOf(String roomId) {
      if (!(RoomIdParser.parse(RoomUris.encoded(roomId)) instanceof RoomIdParser.Room)
          || !limits.allowsRoom(roomId)) {
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
}
