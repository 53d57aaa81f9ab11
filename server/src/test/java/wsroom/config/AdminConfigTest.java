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
  void oneTokenIsTakenAsItIs() {
    var token = read("ann:half=of+it").tokens();

    assertThat(token).singleElement().extracting(AdminConfig.Token::name).isEqualTo("operator");
    assertThat(token.getFirst().secret().matches("ann:half=of+it")).isTrue();
    assertThat(token.getFirst().secret().matches("half=of+it")).isFalse();
  }

  @Test
  void severalTokensHaveNames() {
    var tokens = read("ann:first, ben:second:half").tokens();

    assertThat(tokens).extracting(AdminConfig.Token::name).containsExactly("ann", "ben");
    assertThat(tokens.get(0).secret().matches("first")).isTrue();
    assertThat(tokens.get(1).secret().matches("second:half")).isTrue();
    assertThat(tokens.toString()).doesNotContain("first").doesNotContain("second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"first,second", "ann:first,", "ann:first,ann:second", "two words", ","})
  void whatCannotBeToldApartIsRefusedAndNotShown(String text) {
    assertThat(ServerConfig.read(Map.of("ADMIN_TOKEN", text)))
        .isEqualTo(
            new ConfigReading.Invalid(
                List.of(
                    "ADMIN_TOKEN must be a token without commas, or several such as"
                        + " ann:TOKEN,ben:TOKEN, was something else (not shown)")));
  }

  private static AdminConfig read(String text) {
    return switch (ServerConfig.read(Map.of("ADMIN_TOKEN", text))) {
      case ConfigReading.Valid(ServerConfig config, var _) -> config.admin();
      case ConfigReading.Invalid wrong -> throw new AssertionError(wrong);
    };
  }
}
