package wsroom.archipelago;

import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs the state of a registration: one line per change, not per attempt.
///
/// Confined to the registration's thread.
final class RegistrationLog {
  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  private final Set<LinkEnd.Kind> logged = EnumSet.noneOf(LinkEnd.Kind.class);

  /// Called when a link was accepted.
  void registered() {
    logged.clear();
    log.info("registered with Archipelago");
  }

  /// Called when a link was lost or failed. Each reason is logged as a warning once, until the next
  /// success.
  void failed(LinkEnd end) {
    if (logged.add(end.kind())) {
      log.warn("not registered with Archipelago, retrying: {}", end.text());
    } else {
      log.debug("still not registered with Archipelago: {}", end.text());
    }
  }
}
