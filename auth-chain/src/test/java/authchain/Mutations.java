package authchain;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Mutates texts at random, with a bias to the parts of chains.
final class Mutations {
  private static final List<String> WORDS =
      List.of(
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          "\ud83d",
          "\u0000",
          "\ufeff",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "1e999",
          "-0",
          "/**/",
          "NaN",
          "\r",
          "\n",
          "\t",
          " ",
          "0x",
          "0X",
          "00",
          "ff",
          "1b",
          "1c",
          "SIGNER",
          "ECDSA_EPHEMERAL",
          "ECDSA_SIGNED_ENTITY",
          "ECDSA_EIP_1654_EPHEMERAL",
          "ECDSA_EIP_1654_SIGNED_ENTITY",
          "\"type\"",
          "\"payload\"",
          "\"signature\"",
          "Decentraland Login",
          "Ephemeral address: ",
          "Expiration: ",
          "Z",
          "+01:00",
          "T24:00",
          "9999-12-31",
          "x-identity-auth-chain-0: ",
          "x-identity-metadata: {}",
          "x-identity-timestamp: 1790000000000",
          "\u0130",
          "\u1e9e",
          "\uff10");

  private final RandomGenerator random;
  private final List<String> seeds;

  Mutations(RandomGenerator random, List<String> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  /// One of the seeds, mutated in one to four places.
  String next() {
    StringBuilder text = new StringBuilder(seed());
    for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
      change(text);
    }
    return text.toString();
  }

  private void change(StringBuilder text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + length());
    switch (random.nextInt(8)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, word());
      case 2 -> text.replace(from, to, word());
      case 3 -> text.insert(from, text.substring(from, to));
      case 4 -> text.replace(from, to, text.substring(from, to).toUpperCase(Locale.ROOT));
      case 5 -> {
        if (from < text.length()) {
          text.setCharAt(from, (char) (text.charAt(from) ^ 1 << random.nextInt(16)));
        }
      }
      case 6 -> {
        String other = seed();
        int start = random.nextInt(other.length() + 1);
        text.replace(from, to, other.substring(start, Math.min(other.length(), start + length())));
      }
      default -> text.insert(from, word().repeat(random.nextInt(1, 40)));
    }
  }

  /// Mostly short, sometimes long.
  private int length() {
    return random.nextInt(1, random.nextInt(10) == 0 ? 2_000 : 12);
  }

  private String seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
