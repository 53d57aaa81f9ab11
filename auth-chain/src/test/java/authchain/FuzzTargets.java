package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Properties for any input. Nothing throws; both implementations of the curve agree, with and
/// without the cache; and each link of an accepted chain is signed by the signer before it.
///
/// Acceptance of unknown keys is no failure: any signature has some signer, and a fuzzer that
/// observes comparisons finds its address.
final class FuzzTargets {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_790_000_000_000L), ZoneOffset.UTC);

  private final AuthChainVerifier cachedAndNative =
      AuthChainVerifier.builder().clock(CLOCK).curve(Secp256k1.best()).build();
  private final AuthChainVerifier coldAndJava =
      AuthChainVerifier.builder()
          .clock(CLOCK)
          .curve(Secp256k1.java())
          .delegationCacheSize(0)
          .build();

  /// Any text as a chain, verified for the text that its last link signs, if any.
  Verdict chain(String json) {
    String signed = lastPayload(json);
    Verdict verdict = cachedAndNative.verify(json, signed);

    assertThat(coldAndJava.verify(json, signed)).isEqualTo(verdict);
    assertThat(cachedAndNative.verify(json, signed + " ")).isInstanceOf(Verdict.Rejected.class);
    if (verdict instanceof Verdict.Authentic(String owner, Instant expiry)) {
      assertThat(expiry).isAfter(CLOCK.instant());
      if (ChainParser.chain(json) instanceof ChainParser.Parsed.Chain(List<AuthLink> links)) {
        assertThat(signers(links)).isEqualTo(owners(links)).startsWith(owner);
      }
    }
    return verdict;
  }

  /// Any text as an ephemeral delegation.
  boolean ephemeralText(String payload) {
    if (!(EphemeralText.parse(payload) instanceof EphemeralText.Parsed.Delegation delegation)) {
      return false;
    }
    List<String> lines = delegation.text().lines().toList();
    assertThat(delegation.text()).isEqualTo(payload.replace("\r", ""));
    assertThat(delegation.text().chars().filter(c -> c == '\n')).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("Decentraland Login");
    assertThat(lines.get(1)).isEqualTo("Ephemeral address: " + delegation.address());
    assertThat(delegation.address()).matches("0x[0-9a-fA-F]{40}");
    String date = lines.get(2).substring("Expiration: ".length());
    if (date.matches("[0-9-]{10}T[0-9:.]{8,18}Z")) {
      assertThat(delegation.expiry()).isEqualTo(Instant.parse(date).truncatedTo(ChronoUnit.MILLIS));
    }
    return true;
  }

  /// Any text as the headers of a request, `name: value` on each line.
  FetchVerdict headers(String text) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int colon = Math.max(0, line.indexOf(':'));
      headers
          .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(Math.min(line.length(), colon + 2)));
    }
    FetchVerdict verdict =
        fetch(cachedAndNative).verify("post", "/rooms/example-room/login", headers);

    assertThat(fetch(coldAndJava).verify("POST", "/rooms/example-room/login", headers))
        .isEqualTo(verdict);
    switch (verdict) {
      case FetchVerdict.Accepted accepted -> {
        if (FetchHeaders.read(headers) instanceof FetchHeaders.Read read) {
          assertThat(signers(read.links()))
              .isEqualTo(owners(read.links()))
              .startsWith(accepted.owner());
        }
      }
      case FetchVerdict.Refused refused -> assertThat(refused.status()).isIn(400, 401);
    }
    return verdict;
  }

  private static SignedFetch fetch(AuthChainVerifier chains) {
    return SignedFetch.builder(chains).clock(CLOCK).build();
  }

  private static String lastPayload(String json) {
    return ChainParser.chain(json) instanceof ChainParser.Parsed.Chain(List<AuthLink> links)
            && !links.isEmpty()
        ? links.getLast().payload()
        : "dcl-1";
  }

  /// The actual signers of the links after the first.
  private static List<String> signers(List<AuthLink> links) {
    List<String> signers = new ArrayList<>();
    for (AuthLink link : links.subList(1, links.size())) {
      String text = link.payload();
      if (link.type() == LinkType.ECDSA_EPHEMERAL) {
        text = text.replace("\r", "");
      }
      byte[] signature = HexFormat.of().parseHex(link.signature().substring(2));
      byte[] key =
          Secp256k1.java()
              .recover(
                  SignedText.personalMessageHash(text),
                  Arrays.copyOf(signature, 64),
                  signature[64] == 0 || signature[64] == 27 ? 0 : 1);
      signers.add(key == null ? "nobody" : Address.ofPublicKey(key));
    }
    return signers;
  }

  /// The required signers of the links after the first.
  private static List<String> owners(List<AuthLink> links) {
    List<String> owners = new ArrayList<>();
    owners.add(links.getFirst().payload().toLowerCase(Locale.ROOT));
    if (links.size() == 3) {
      String text = links.get(1).payload().replace("\r", "");
      owners.add(text.lines().toList().get(1).substring(19).toLowerCase(Locale.ROOT));
    }
    return owners;
  }

  static List<JsonTree> recordedChains() {
    return recorded("auth-chain.json");
  }

  static List<JsonTree> recordedRequests() {
    return recorded("signed-fetch.json");
  }

  private static List<JsonTree> recorded(String resource) {
    try {
      return Vectors.load("vectors.none", resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
