package wsroom.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BanFileTest {
  private static final String ANN = "0x" + "a".repeat(40);
  private static final String BEN = "0x" + "b".repeat(40);
  private static final String CAT = "0x" + "c".repeat(40);

  private long now;
  private final BanSource source = new BanSource(BanSource.Kind.FILE, () -> now);
  private final List<Set<String>> ended = new ArrayList<>();
  private final BanList list = new BanList(source, ended::add);
  @TempDir private Path folder = Path.of("");
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("bans.txt");
  }

  @Test
  void parsesOneAddressPerLineInAnyCaseWithCommentsAndEmptyLines() {
    var content =
        BanFile.parse(
            "\uFEFF# trolls\n\n  0x"
                + "A".repeat(40)
                + "  \r\n"
                + BEN
                + " # spam\n0X"
                + "C".repeat(40));

    assertThat(content.addresses()).containsExactlyInAnyOrder(ANN, BEN, CAT);
    assertThat(content.invalidLines()).isEmpty();
  }

  @Test
  void invalidLineIsReportedByNumberAndTheOthersApply() throws Exception {
    BanFile file = opened(ANN + "\nann\n# x\n" + BEN + "0\n0xzz" + "a".repeat(38) + "\n" + BEN);

    assertThat(list.contains(ANN)).isTrue();
    assertThat(list.contains(BEN)).isTrue();
    assertThat(source.statusLine())
        .isEqualTo(
            "the ban file: good, as of 0 s ago, addresses known as banned: 2; no address in lines"
                + " 2, 4, 5");
    write(ANN);
    file.readIfChanged();
    assertThat(source.statusLine()).endsWith("addresses known as banned: 1");
  }

  @Test
  void onlySomeOfManyInvalidLinesAreReported() throws Exception {
    opened(ANN + "\n" + "x\n".repeat(25));

    assertThat(source.statusLine())
        .endsWith("no address in lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 15 more");
  }

  @Test
  void missingFileFailsTheStart() {
    assertThatThrownBy(() -> new BanFile(path, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + path + ": no such file");
    assertThatThrownBy(() -> new BanFile(folder, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + folder + ": not a readable file");
  }

  @Test
  void fileWithoutAddressesKeepsTheLastList() throws Exception {
    BanFile file = opened(ANN);
    write("<html>\n<body>502 Bad Gateway</body>\n</html>");
    file.readIfChanged();

    assertThat(list.contains(ANN)).isTrue();
    assertThat(source.statusLine()).contains("FAILS (no line is an address)");

    write("# nobody any more");
    file.readIfChanged();
    assertThat(list.contains(ANN)).isFalse();
  }

  @Test
  void pipeIsRejectedWithoutBlocking() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> new BanFile(path, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + path + ": not a readable file");
  }

  @Test
  void onlyNewAddressesOfAChangedFileAreEnded() throws Exception {
    BanFile file = opened(ANN);
    assertThat(ended).containsExactly(Set.of(ANN));

    write(ANN + "\n" + BEN);
    file.readIfChanged();
    assertThat(ended).containsExactly(Set.of(ANN), Set.of(BEN));

    write(BEN);
    file.readIfChanged();
    assertThat(ended).hasSize(2);
    assertThat(list.contains(ANN)).isFalse();
  }

  @Test
  void unchangedFileIsNotReadAgain() throws Exception {
    BanFile file = opened(ANN);
    file.readIfChanged();

    assertThat(source.successes()).isEqualTo(1);
  }

  @Test
  void ageOfAnUnchangedFileCountsFromItsLastCheck() throws Exception {
    BanFile file = opened(ANN);
    now += Duration.ofDays(30).toNanos();
    assertThat(source.ageSeconds()).isPositive();
    file.readIfChanged();
    assertThat(source.ageSeconds()).isZero();
    assertThat(source.statusLine()).startsWith("the ban file: good, as of 0 s ago");

    Files.delete(path);
    now += Duration.ofSeconds(5).toNanos();
    file.readIfChanged();
    assertThat(source.ageSeconds()).isEqualTo(5.0);
  }

  @Test
  void missingFileKeepsTheLastListUntilItReturns() throws Exception {
    BanFile file = opened(ANN);
    Files.delete(path);
    file.readIfChanged();
    file.readIfChanged();

    assertThat(list.contains(ANN)).isTrue();
    assertThat(source.failures()).isEqualTo(2);
    assertThat(source.statusLine()).startsWith("the ban file: FAILS (no such file), as of 0 s ago");

    write(BEN);
    file.readIfChanged();
    assertThat(list.contains(ANN)).isFalse();
    assertThat(list.contains(BEN)).isTrue();
    assertThat(source.statusLine()).startsWith("the ban file: good");
  }

  @Test
  void fileWithTooManyAddressesKeepsTheLastList() throws Exception {
    BanFile file = opened(ANN);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= BanList.MAX_ADDRESSES; i++) {
      many.append("0x%040x%n".formatted(i));
    }
    write(many.toString());
    file.readIfChanged();

    assertThat(source.size()).isEqualTo(1);
    assertThat(source.statusLine()).contains("FAILS (more than 100000 addresses)");
  }

  private BanFile opened(String text) throws Exception {
    write(text);
    BanFile file = new BanFile(path, list);
    file.open();
    return file;
  }

  /// Written as a new file, so that a coarse clock of the file system does not hide the change.
  private void write(String text) throws IOException {
    Path next = folder.resolve("next.txt");
    Files.writeString(next, text);
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
  }
}
