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
import wsroom.room.membership.PeerDirectory;

/// Brings Archipelago's islands to this server's rooms, if the settings ask for it. Without them
/// nothing of the registration is even loaded.
///
/// Thread-safe.
final class ArchipelagoLifecycle {
  private final ServerConfig config;
  private final Parts parts;
  private final InstantSource clock;
  private volatile @Nullable Archipelago archipelago;

  /// Guarded by this, together with the first write of the registration.
  private boolean closed;

  /// What the registration tells of, and leads to.
  ///
  /// @param isOpen whether the server takes newcomers now
  /// @param closedRooms those that operators keep shut
  /// @param uris the URIs of rooms, if the settings say where this server is
  /// @param onError what to do with an [Error]
  record Parts(
      BooleanSupplier isOpen,
      PeerDirectory directory,
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

  /// Registers the server, if it is to be. To be called once, when the server takes newcomers.
  void register() {
    config
        .archipelago()
        .ifPresent(registry -> parts.uris().ifPresent(uris -> register(registry, uris)));
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
    Archipelago registered;
    synchronized (this) {
      closed = true;
      registered = archipelago;
    }
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

  private void register(ArchipelagoConfig registry, RoomUris uris) {
    Archipelago made =
        ArchipelagoHost.register(config, registry, uris, parts, clock, this::isConnected);
    boolean tooLate;
    synchronized (this) {
      tooLate = closed;
      archipelago = made;
    }
    if (tooLate) {
      made.close();
    } else {
      made.openChanged();
    }
  }

  private boolean isConnected() {
    Archipelago registered = archipelago;
    return registered != null && registered.status().phase() == Phase.CONNECTED;
  }
}
