package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Checks `docs/closes.md` against the catalogue of close reasons; `-Dreadme=write` writes it.
class ClosesPageTest {
  private static final Path PAGE = Path.of("../docs/closes.md");

  @Test
  void pageListsEveryCloseReason() throws IOException {
    if ("write".equals(System.getProperty("readme"))) {
      Files.writeString(PAGE, page());
      return;
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # How sessions end

            Every way in which a session can end, from `CloseReason` in the code. The close code is sent if the
            connection still takes it. The text is the reason in the close frame and in the log, and in `WsKicked` for
            kicks. The tag is the label of `ws_room_closes_total` and, for an end before the welcome, of
            `ws_room_handshakes_total`. A breach of the WebSocket protocol (1002, 1003, and 1009 for a message longer
            than any packet) gets a close frame that names the breach, and so do the events. 1006 is never sent: the
            connection is lost already.

            | close reason | close code | text | `WsKicked` | reconnect? | tag |
            | --- | --- | --- | --- | --- | --- |
            """);
    for (CloseReason reason : CloseReason.values()) {
      page.append(
          "| %s | %d | %s | %s | %s | `%s` |\n"
              .formatted(
                  reason.name(),
                  reason.code(),
                  reason.text(),
                  reason.isKick() ? "yes" : "no",
                  switch (reason.reconnect()) {
                    case FREE -> "at once";
                    case LATER -> "after a pause";
                    case USELESS -> "not without a change";
                  },
                  reason.tag()));
    }
    return page.toString();
  }
}
