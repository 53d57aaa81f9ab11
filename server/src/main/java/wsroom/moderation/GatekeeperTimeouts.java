package wsroom.moderation;

import java.time.Duration;

/// How long a gatekeeper's answer is waited for.
///
/// @param login how long a login waits for it, of the second after which clients give up a step of
///     the handshake; then the address may come in
/// @param answer how long it may take in all; until then it still ends the session
public record GatekeeperTimeouts(Duration login, Duration answer) {
  public static final GatekeeperTimeouts USUAL =
      new GatekeeperTimeouts(Duration.ofMillis(400), Duration.ofSeconds(1));
}
