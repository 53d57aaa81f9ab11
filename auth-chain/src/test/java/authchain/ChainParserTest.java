package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import authchain.ChainParser.Parsed;
import authchain.Verdict.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Limits of a chain's JSON.
class ChainParserTest {
  private static final String LINK = "{\"type\":\"SIGNER\",\"payload\":\"x\"}";

  @Test
  void textMayHave16384BytesOfUtf8() {
    for (String filler : List.of("x", "\u07ff", "\u0800", "世", "\ud83d\ude80")) {
      String fitting = withPayloadOf(filler, 16_384);

      assertThat(fitting.getBytes(UTF_8)).hasSize(16_384);
      assertThat(ChainParser.chain(fitting)).isInstanceOf(Parsed.Chain.class);
      assertThat(ChainParser.chain(fitting + " ")).isEqualTo(new Parsed.Rejected(Reason.TOO_LARGE));
    }
  }

  @Test
  void loneSurrogateCountsAsThreeBytes() {
    String fitting = withPayloadOf("x", 16_380).replace("xx\"", "xx\ud83d\"");

    assertThat(fitting).hasSize(16_381);
    assertThat(ChainParser.chain(fitting + " ")).isInstanceOf(Parsed.Chain.class);
    assertThat(ChainParser.chain(fitting + "  ")).isEqualTo(new Parsed.Rejected(Reason.TOO_LARGE));
  }

  @Test
  void chainMayHaveTenLinks() {
    String nine = (LINK + ",").repeat(9);

    assertThat(ChainParser.chain("[" + nine + LINK + "]"))
        .isInstanceOfSatisfying(Parsed.Chain.class, chain -> assertThat(chain.links()).hasSize(10));
    assertThat(ChainParser.chain("[" + nine + LINK + "," + LINK + "]"))
        .isEqualTo(new Parsed.Rejected(Reason.TOO_LARGE));
  }

  @Test
  void unknownMembersMayHaveAnyValueOfBoundedDepth() {
    assertThat(ChainParser.chain(withMember("[".repeat(60) + "]".repeat(60))))
        .isEqualTo(new Parsed.Chain(List.of(new AuthLink(LinkType.SIGNER, "x", ""))));
    assertThat(ChainParser.chain(withMember("[".repeat(70) + "]".repeat(70))))
        .isEqualTo(new Parsed.Rejected(Reason.INVALID_JSON));
    assertThat(ChainParser.chain(withMember("1" + "0".repeat(5_000) + "e99999")))
        .isInstanceOf(Parsed.Chain.class);
  }

  @Test
  void lastOfRepeatedNamesCounts() {
    assertThat(
            ChainParser.chain(
                "[{\"payload\":[1],\"type\":\"NOPE\",\"type\":\"SIGNER\",\"payload\":\"x\"}]"))
        .isEqualTo(new Parsed.Chain(List.of(new AuthLink(LinkType.SIGNER, "x", ""))));
    assertThat(ChainParser.chain("[{\"type\":\"SIGNER\",\"payload\":\"x\",\"payload\":null}]"))
        .isEqualTo(new Parsed.Rejected(Reason.MALFORMED_CHAIN));
  }

  @Test
  void trailingTextIsRejected() {
    for (String rest : List.of("x", "[]", "]", ",", "null", "\u0000", "\ufeff", "//")) {
      assertThat(ChainParser.chain("[" + LINK + "]" + rest))
          .as(rest)
          .isEqualTo(new Parsed.Rejected(Reason.INVALID_JSON));
    }
  }

  private static String withMember(String value) {
    return "[{\"type\":\"SIGNER\",\"other\":" + value + ",\"payload\":\"x\"}]";
  }

  /// A chain of exactly so many bytes, padded with `x` where the filler does not fit.
  private static String withPayloadOf(String filler, int bytes) {
    int empty = withPayload("").length();
    int each = filler.getBytes(UTF_8).length;
    int rest = bytes - empty;
    return withPayload(filler.repeat(rest / each) + "x".repeat(rest % each));
  }

  private static String withPayload(String payload) {
    return "[{\"type\":\"SIGNER\",\"payload\":\"" + payload + "\"}]";
  }
}
