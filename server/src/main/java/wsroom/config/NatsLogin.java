package wsroom.config;

import java.nio.file.Path;

/// How a node proves to NATS who it is.
public sealed interface NatsLogin {

  record None() implements NatsLogin {}

  /// @param file with a user's JWT and the seed of its nkey, as NATS' tools write it
  record Credentials(Path file) implements NatsLogin {}

  record UserPassword(String user, Secret password) implements NatsLogin {}

  record Token(Secret token) implements NatsLogin {}
}
