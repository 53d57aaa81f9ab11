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

            Every reason for which a session ends, from `CloseReason` in the code. The close code is sent to the client
            if it is still connected. The text is the reason in the close frame, in `WsKicked` (for reasons that send one)
            and in the log. The tag is the label of `ws_room_closes_total` and, for an end before the welcome, of
            `ws_room_handshakes_total`. For a breach of RFC 6455 (1002, 1003, and 1009 for a message longer than any packet
            may be) the close frame names the breach itself, and so do the events. 1006 is never sent: it stands for a
            connection that was lost.

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
