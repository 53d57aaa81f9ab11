package wsroom.server;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import wsroom.access.RoomUris;
import wsroom.archipelago.Archipelago;
import wsroom.archipelago.RegistrationStatus;
import wsroom.archipelago.RegistrationStatus.Phase;
import wsroom.config.ArchipelagoConfig;
import wsroom.config.ServerConfig;
import wsroom.limit.ConnectionLimiter;
import wsroom.metrics.ServerMetrics;
import wsroom.moderation.TemporaryBlocks;
import wsroom.room.membership.RoomAuthority;

/// Registers this server with Archipelago, if that is configured. Otherwise no class of the
/// registration is loaded.
///
/// Thread-safe.
final class ArchipelagoLifecycle {
  private final ServerConfig config;
  private final Parts parts;
  private final InstantSource clock;
  private volatile @Nullable Archipelago archipelago;

  /// Guarded by this, together with the assignment of the registration.
  private boolean closed;

  /// The parts of the server that the registration uses.
  ///
  /// @param isOpen whether the server accepts clients now
  /// @param closedRooms rooms that operators have closed
  /// @param uris makes the URIs of rooms, if the public URL is set
  /// @param onError handles an [Error]
  record Parts(
      BooleanSupplier isOpen,
      RoomAuthority authority,
      ConnectionLimiter limiter,
      TemporaryBlocks closedRooms,
      Optional<RoomUris> uris,
      ServerMetrics metrics,
      Consumer<Error> onError) {}

  ArchipelagoLifecycle(ServerConfig config, Parts parts, InstantSource clock) {
    this.config = config;
    this.parts = parts;
    this.clock = clock;
  }

  /// Registers the server, if that is configured. Must be called once, when the server accepts
  /// clients.
  void register() {
    config
        .archipelago()
        .ifPresent(registry -> parts.uris().ifPresent(uris -> register(registry, uris)));
  }

  /// Called when the server begins or stops to accept clients.
  void openChanged() {
    Archipelago registered = archipelago;
    if (registered != null) {
      registered.openChanged();
    }
  }

  /// Ends the registration.
  void close() {
    Archipelago registered;
    synchronized (this) {
      closed = true;
      registered = archipelago;
    }
    if (registered != null) {
      registered.close();
    }
  }

  /// Writes the registration's state, for the status page.
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

  private void register(ArchipelagoConfig registry, RoomUris uris) {
    Archipelago created =
        ArchipelagoHost.register(config, registry, uris, parts, clock, this::isConnected);
    boolean alreadyClosed;
    synchronized (this) {
      alreadyClosed = closed;
      archipelago = created;
    }
    if (alreadyClosed) {
      created.close();
    } else {
      created.openChanged();
    }
  }

  private boolean isConnected() {
    Archipelago registered = archipelago;
    return registered != null && registered.status().phase() == Phase.CONNECTED;
  }
}
