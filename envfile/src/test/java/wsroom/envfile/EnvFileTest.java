package wsroom.envfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileTest {
  private static final String SECRET = "s3same-0pen";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          A=b              | b
          A = b            | b
          export A=b       | b
          export   A = b c | b c
          A=               | ^^
          A=''             | ^^
          A='b c'          | b c
          A="b c"          | b c
          A=`b c`          | b c
          A=' b '          | ^ b ^
          A="it's"         | it's
          A='say "hi"'     | say "hi"
          A=b # comment    | b
          A="b" # comment  | b
          A="b"# comment   | b
          A='b # c' # d    | b # c
          A='b' # it's     | b
          A= # comment     | ^^
          A=#              | ^^
          A=b#c            | b#c
          A=b=c            | b=c
          A=b"c            | b"c
          A=$B ${C}        | $B ${C}
          A="$B"           | $B
          A="a\\nb"        | a\\nb
          A=a\\            | a\\
          _a1=b            | b
          """)
  void valueIsReadAsWritten(String line, String value) throws Exception {
    assertThat(EnvFile.parse(line).firstEntry().getValue().value()).isEqualTo(value);
  }

  @Test
  void linesMayEndInAnyWayAfterAByteOrderMark() throws Exception {
    var read = EnvFile.parse("\uFEFFA=1\r\n\r\n# B=2\r  C=3 \t\nD=4");

    assertThat(read.sequencedKeySet()).containsExactly("A", "C", "D");
    assertThat(read.get("C")).isEqualTo(new EnvFile.Variable("3", 4));
    assertThat(read.get("D")).isEqualTo(new EnvFile.Variable("4", 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          s3same-0pen               | is not of the form NAME=VALUE
          1A=s3same-0pen            | is not of the form NAME=VALUE
          A B=s3same-0pen           | is not of the form NAME=VALUE
          =s3same-0pen              | is not of the form NAME=VALUE
          A: s3same-0pen            | is not of the form NAME=VALUE
          exportA s3same-0pen       | is not of the form NAME=VALUE
          A="s3same-0pen            | has a quote that is not closed on that line
          A='s3same-0pen"           | has a quote that is not closed on that line
          A="                       | has a quote that is not closed on that line
          A="s3same" 0pen           | has more after the closing quote
          A="s3same"0pen            | has more after the closing quote
          A="s3same\\"0pen"         | has more after the closing quote
          A="s3same""0pen"          | has more after the closing quote
          """)
  void ambiguousLineIsRejectedWithoutItsValue(String line, String problem) {
    assertThatThrownBy(() -> EnvFile.parse("OK=1\n" + line))
        .isInstanceOf(EnvFileException.class)
        .hasMessage("line 2 " + problem);
  }

  @Test
  void nameThatIsSetTwiceIsRejected() {
    assertThatThrownBy(() -> EnvFile.parse("A=" + SECRET + "\n#\nA=" + SECRET))
        .hasMessage("line 3 sets A again");
  }

  @Test
  void valuesAreNotPrinted() throws Exception {
    assertThat(EnvFile.parse("A=" + SECRET)).hasToString("{A=line 1}");
  }

  @Test
  void unusableFileIsReportedWithTheReason() throws IOException {
    Path file = folder.resolve(".env");
    assertThatThrownBy(() -> EnvFile.read(file)).hasMessage("does not exist");
    Files.createDirectory(file);
    assertThatThrownBy(() -> EnvFile.read(file)).hasMessage("cannot be read: not a regular file");
    Files.delete(file);
    Files.write(file, "A=\u00fc".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> EnvFile.read(file)).hasMessage("is not in UTF-8");
    Files.write(file, new byte[EnvFile.MAX_BYTES + 1]);
    assertThatThrownBy(() -> EnvFile.read(file))
        .hasMessage("cannot be read: larger than 1048576 bytes");
  }

  /// Random lines of the characters that matter: each is read or rejected, and no error quotes it.
  @Test
  void anyTextIsReadOrRejected() {
    Random random = new Random(7);
    String alphabet = "AB=\"'`# \t\\$\r\n\u0000\u2028x";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("A=");
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(EnvFile.parse(text.toString())).isNotEmpty();
      } catch (EnvFileException rejected) {
        assertThat(rejected.why()).matches("line \\d+ (is not|has a|has more|sets [ABx]+ ).*");
      }
    }
  }
}
