package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.EphemeralText.Parsed.Delegation;
import authchain.EphemeralText.Parsed.Rejected;
import authchain.Verdict.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A delegation has exactly three lines.
class EphemeralTextTest {
  private static final String ADDRESS = "0x1e0529Ce63cf0375502fe762E3666007B59C7116";
  private static final String TEXT =
      "Decentraland Login\nEphemeral address: "
          + ADDRESS
          + "\nExpiration: 2026-09-28T14:13:20.000Z";

  @Test
  void carriageReturnsAreIgnored() {
    Delegation expected = new Delegation(TEXT, ADDRESS, Instant.parse("2026-09-28T14:13:20Z"));

    assertThat(EphemeralText.parse(TEXT)).isEqualTo(expected);
    assertThat(EphemeralText.parse(TEXT.replace("\n", "\r\n"))).isEqualTo(expected);
    assertThat(EphemeralText.parse("\r" + TEXT)).isEqualTo(expected);
  }

  @Test
  void otherLinesAreRejected() {
    for (String other :
        List.of(
            "",
            "\n",
            "\n\n",
            "Decentraland Login",
            "Decentraland Login\n",
            "Decentraland Login\nEphemeral address: " + ADDRESS,
            "\n" + TEXT,
            TEXT + "\n",
            " " + TEXT,
            TEXT.replace("Login", "Login "),
            TEXT.replace("Login", "login"),
            TEXT.replace("Ephemeral", "ephemeral"),
            TEXT.replace("address: ", "address:"),
            TEXT.replace("Expiration", "expiration"),
            TEXT.replace(ADDRESS, ADDRESS.substring(1)),
            TEXT.replace(ADDRESS, ADDRESS + " "),
            TEXT.replace("\nExpiration", "\n\nExpiration"))) {
      assertThat(EphemeralText.parse(other))
          .as(other)
          .isEqualTo(new Rejected(Reason.EPHEMERAL_TEXT));
    }
  }

  @Test
  void invalidDateHasItsOwnReason() {
    for (String date : List.of("", "tomorrow", "2026-13-28T14:13:20.000Z", "0 2030")) {
      assertThat(EphemeralText.parse(TEXT.substring(0, TEXT.indexOf("2026")) + date))
          .as(date)
          .isEqualTo(new Rejected(Reason.EXPIRATION_DATE));
    }
  }
}
