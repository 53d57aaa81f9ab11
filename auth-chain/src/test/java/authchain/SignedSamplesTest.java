package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Writes samples of everything that an [Identity] can sign to `target/signed-samples.json`:
/// `interop/signatures.mjs` verifies them with the reference.
class SignedSamplesTest {
  private static final Instant EXPIRY = Instant.parse("2099-12-31T23:59:59.999Z");
  private static final List<String> TEXTS =
      List.of(
          "dcl-5f2a",
          "dcl-0.7f3kq1z9x2",
          " ",
          "a line\nand\r\nothers\t",
          "Grüße, 世界, \ud83d\ude80",
          "lone \ud83d surrogate",
          "x".repeat(1_001),
          "0x1e0529ce63cf0375502fe762e3666007b59c7116");

  @Test
  void samplesAreWrittenForTheReference() throws IOException {
    AuthChainVerifier verifier = AuthChainVerifier.builder().build();
    List<@Nullable Object> samples = new ArrayList<>();
    for (String text : TEXTS) {
      for (int i = 0; i < 4; i++) {
        for (Identity identity :
            List.of(Identity.named(text + " " + i, EXPIRY), Identity.guestNamed("guest " + i))) {
          String chain = identity.sign(text).toJson();
          assertThat(verifier.verify(chain, text)).isInstanceOf(Verdict.Authentic.class);
          samples.add(sample(identity, JsonTree.parse(chain).orNull(), text));
        }
      }
    }
    Identity alice = Identity.named("alice", EXPIRY);
    Map<String, String> headers =
        alice.signedHeaders("POST", "/rooms/Plaza/login", EXPIRY, "{\"isGuest\":false}");
    List<@Nullable Object> links = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      links.add(JsonTree.parse(headers.getOrDefault(FetchHeaders.CHAIN + i, "null")).orNull());
    }
    samples.add(
        sample(
            alice,
            links,
            "post:/rooms/plaza/login:" + EXPIRY.toEpochMilli() + ":{\"isguest\":false}"));

    Files.writeString(
        Path.of("target/signed-samples.json"),
        new JsonTree(samples).toJson().replace("\ud83d surrogate", "\\ud83d surrogate"),
        UTF_8);
  }

  private static Map<String, @Nullable Object> sample(
      Identity identity, @Nullable Object chain, String text) {
    Map<String, @Nullable Object> sample = new LinkedHashMap<>();
    sample.put("owner", identity.address());
    sample.put("text", text);
    sample.put("chain", chain);
    return sample;
  }
}
