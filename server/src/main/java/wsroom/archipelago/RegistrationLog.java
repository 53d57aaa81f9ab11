package wsroom.archipelago;

import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines of log on how a registration does: one for each change, not one for each try.
///
/// Confined to the registration's thread.
final class RegistrationLog {
  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  private final Set<LinkEnd.Kind> told = EnumSet.noneOf(LinkEnd.Kind.class);

  /// A link has held for a moment.
  void registered() {
    told.clear();
    log.info("registered with Archipelago");
  }

  /// There is no link, or none any more. Each reason is a warning once, until all is well again.
  void failed(LinkEnd end) {
    if (told.add(end.kind())) {
      log.warn("not registered with Archipelago, and trying on: {}", end.text());
    } else {
      log.debug("still not registered with Archipelago: {}", end.text());
    }
  }
}
