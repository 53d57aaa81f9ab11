package wsroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds `docs/closes.md` to the catalogue of endings; `-Dreadme=write` writes it.
class ClosesPageTest {
  private static final Path PAGE = Path.of("../docs/closes.md");

  @Test
  void thePageListsEveryEnding() throws IOException {
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

            Every way in which a session can end, from `CloseReason` in the code. The close code is what the client gets
            where there is still someone to get it; the text is the reason in the close frame, in `WsKicked` (for those
            that are told by one) and in the log; the tag is the label of `ws_room_closes_total` and, for an end before
            the welcome, of `ws_room_handshakes_total`. What breaks the rules of WebSockets (1002, 1003, and 1009 for
            what is longer than any packet may be) gets a close frame that names just what was wrong, and the events
            name the same. 1006 is never sent: there was nobody left to get it.

            | ending | close code | text | told by `WsKicked` | should the client come back? | tag |
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
                    case FREE -> "as it likes";
                    case LATER -> "after a pause";
                    case USELESS -> "not without a change";
                  },
                  reason.tag()));
    }
    return page.toString();
  }
}
