package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminConfigTest {

  @Test
  void withoutATokenThereIsNone() {
    assertThat(read("").tokens()).isEmpty();
  }

  @Test
  void singleTokenWithoutNameIsNamedOperator() {
    var token = read("half=of+the/night").tokens();

    assertThat(token).singleElement().extracting(AdminConfig.Token::name).isEqualTo("operator");
    assertThat(token.getFirst().secret().matches("half=of+the/night")).isTrue();
  }

  @Test
  void singleTokenMayHaveAName() {
    var token = read("ann:half=of+the/night").tokens();

    assertThat(token).singleElement().extracting(AdminConfig.Token::name).isEqualTo("ann");
    assertThat(token.getFirst().secret().matches("half=of+the/night")).isTrue();
    assertThat(token.getFirst().secret().matches("ann:half=of+the/night")).isFalse();
  }

  @Test
  void severalTokensHaveNames() {
    var tokens = read("ann:first-token-of-two, ben:second:token-of-two").tokens();

    assertThat(tokens).extracting(AdminConfig.Token::name).containsExactly("ann", "ben");
    assertThat(tokens.get(0).secret().matches("first-token-of-two")).isTrue();
    assertThat(tokens.get(1).secret().matches("second:token-of-two")).isTrue();
    assertThat(tokens.toString()).doesNotContain("first").doesNotContain("second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-token-of-two,second-token-of-two",
        "ann:first-token-of-two,",
        "ann:first-token-of-two,ann:second-token-of-two",
        "ann smith:first-token-of-two",
        "two words that are long enough",
        ":first-token-of-two",
        "ann:",
        ","
      })
  void ambiguousTokensAreRejectedAndNotShown(String text) {
    assertThat(ServerConfig.read(Map.of("ADMIN_TOKEN", text)))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of(
                    "ADMIN_TOKEN must be a token without commas, or ann:TOKEN, or"
                        + " ann:TOKEN,ben:TOKEN, was something else (not shown)")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "fifteen-letters",
        "a-name-that-is-long:secret",
        "ann:first-token-of-two,ben:short"
      })
  void shortTokenIsRejectedAndNotShown(String text) {
    assertThat(ServerConfig.read(Map.of("ADMIN_TOKEN", text)))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of(
                    "ADMIN_TOKEN must be of at least 16 characters, each token of several (try:"
                        + " openssl rand -hex 24), was shorter (not shown)")));
    assertThat(read("sixteen--letters").tokens()).hasSize(1);
  }

  @Test
  void scopedTokensHaveNamesAndScopes() {
    var tokens =
        read(Map.of(
                "ADMIN_SCOPED_TOKENS",
                "ann:first-token-of-two;rooms=ann,a%20b;acts=kick,close "
                    + " ben:second:token-of-two;topics=peer"))
            .tokens();

    assertThat(tokens).extracting(AdminConfig.Token::name).containsExactly("ann", "ben");
    assertThat(tokens.get(0).secret().matches("first-token-of-two")).isTrue();
    assertThat(tokens.get(0).scope().coversRoom("a b")).isTrue();
    assertThat(tokens.get(0).scope().coversRoom("plaza")).isFalse();
    assertThat(tokens.get(0).scope().acts())
        .containsExactlyInAnyOrder(OperatorAct.KICK, OperatorAct.CLOSE);
    assertThat(tokens.get(1).scope().isServerWide()).isTrue();
    assertThat(tokens.get(1).scope().acts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "first-token-of-two",
        "ann:first-token-of-two;",
        "ann:first-token-of-two;rooms",
        "ann:first-token-of-two;rooms=",
        "ann:first-token-of-two;rooms=a;rooms=b",
        "ann:first-token-of-two;rooms=a%2",
        "ann:first-token-of-two;room=a",
        "ann:first-token-of-two;topics=peers",
        "ann:first-token-of-two;acts=ban",
        "ann:first-token-of-two ann:second-token-of-two"
      })
  void invalidScopedTokensAreRejectedAndNotShown(String text) {
    assertThat(ServerConfig.read(Map.of("ADMIN_SCOPED_TOKENS", text)))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of(
                    "ADMIN_SCOPED_TOKENS must be entries such as"
                        + " ann:TOKEN;rooms=plaza,ann-*;acts=kick,close, was something else (not"
                        + " shown)")));
  }

  @Test
  void namesAndLengthsOfScopedTokensAreChecked() {
    assertThat(
            problems(
                Map.of(
                    "ADMIN_TOKEN",
                    "ann:first-token-of-two",
                    "ADMIN_SCOPED_TOKENS",
                    "ann:second-token-of-two")))
        .containsExactly("ADMIN_SCOPED_TOKENS must have other names than ADMIN_TOKEN");
    assertThat(problems(Map.of("ADMIN_SCOPED_TOKENS", "ann:short"))).hasSize(1);
    assertThat(problems(Map.of("ADMIN_JWT_SECRET", "x".repeat(31)))).hasSize(1);
    assertThat(read(Map.of("ADMIN_JWT_SECRET", "x".repeat(32))).isOn()).isTrue();
    assertThat(read("").isOn()).isFalse();
  }

  private static List<String> problems(Map<String, String> settings) {
    return switch (ServerConfig.read(settings)) {
      case ConfigReading.Valid _ -> List.of();
      case ConfigReading.Invalid(var problems) -> problems;
    };
  }

  private static AdminConfig read(String text) {
    return read(Map.of("ADMIN_TOKEN", text));
  }

  private static AdminConfig read(Map<String, String> settings) {
    return switch (ServerConfig.read(settings)) {
      case ConfigReading.Valid(ServerConfig config, var _) -> config.admin();
      case ConfigReading.Invalid wrong -> throw new AssertionError(wrong);
    };
  }
}
