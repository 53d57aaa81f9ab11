package wsroom.moderation;

import java.time.Duration;

/// The timeouts for a gatekeeper's answer.
///
/// @param login the wait of a login, out of the second after which clients give up a step of the
///     handshake; without an answer the address may join
/// @param answer the timeout of the query; until then the answer still ends the session
public record GatekeeperTimeouts(Duration login, Duration answer) {
  public static final GatekeeperTimeouts DEFAULT =
      new GatekeeperTimeouts(Duration.ofMillis(400), Duration.ofSeconds(1));
}
