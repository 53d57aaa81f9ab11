package wsroom.archipelago;

import java.net.URI;
import java.util.Optional;

/// What a registration needs of the server. Asked on the registration's own thread.
public interface RoomHost {

  /// Where the registry is, with a token of this moment. It must not be logged.
  URI registryUri();

  /// Whether the server takes newcomers now.
  boolean isOpen();

  /// How full the server is now.
  Figures figures();

  /// Why there can be no room of that name now, as a short constant name; nothing if there can be.
  Optional<String> refusalOf(String roomId);

  /// Where a user comes into a room.
  ///
  /// @param userId what the registry calls an address, which it need not be
  String connectionString(String roomId, String userId);

  /// @param availableSeats how many more users the server would take
  /// @param users who is in any room
  record Figures(int availableSeats, int users) {}
}
