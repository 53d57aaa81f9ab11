package wsroom.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// One line in the log for each act: who did what, and why.
final class Audit {
  private static final Logger log = LoggerFactory.getLogger(Audit.class);

  private Audit() {}

  static void write(Operator who, String act, String subject, Act details) {
    LoggingEventBuilder line =
        log.atInfo()
            .addKeyValue("act", act)
            .addKeyValue("subject", subject)
            .addKeyValue("operator", who.name())
            .addKeyValue("from", who.address().getHostAddress());
    if (details.duration().isPresent()) {
      line = line.addKeyValue("seconds", details.duration().get().toSeconds());
    }
    line.addKeyValue("reason", details.reason()).log("an operator acts:");
  }
}
