package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import wsroom.logging.LogLines;

/// The fields of a session's log lines, by which a log collector finds them.
class SessionLinesTest {

  @Test
  void everyLineOfASessionHasItsRoomAddressSessionAndReasonAsFields() {
    try (LogLines lines = LogLines.everything()) {
      Relay relay = Relay.withDefaults();
      Client ann = relay.client("ann").joins();
      ann.leaves();

      // Servers of other tests may still be shutting down.
      List<ILoggingEvent> events =
          lines.events().stream()
              .filter(event -> event.getLoggerName().equals(Session.class.getName()))
              .toList();
      assertThat(events)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly("joined", "left");
      assertThat(fields(events.get(0)))
          .isEqualTo(
              Map.of(
                  "room",
                  "plaza",
                  "session",
                  "1",
                  "address",
                  ann.address(),
                  "alias",
                  String.valueOf(ann.alias())));
      assertThat(fields(events.get(1)))
          .isEqualTo(
              Map.of(
                  "room", "plaza",
                  "session", "1",
                  "address", ann.address(),
                  "alias", String.valueOf(ann.alias()),
                  "reason", CloseReason.CLOSED_BY_PEER.tag()));
    }
  }

  private static Map<String, String> fields(ILoggingEvent event) {
    return event.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }
}
