package wsroom.archipelago;

import java.net.URI;
import java.util.Optional;

/// The server as a registration uses it. Called on the registration's thread.
public interface RoomHost {

  /// The registry's URI with a fresh token. It must not be logged.
  URI registryUri();

  /// Whether the server accepts clients now.
  boolean isOpen();

  /// The server's current seats and users.
  Figures figures();

  /// The reason why a room is not available now, as a short constant name; empty if it is
  /// available.
  Optional<String> rejectionOf(String roomId);

  /// The connection string for a user of a room.
  ///
  /// @param userId an address for the registry, but not validated
  String connectionString(String roomId, String userId);

  /// @param availableSeats the number of further users that the server would accept
  /// @param users in all rooms
  record Figures(int availableSeats, int users) {}
}
