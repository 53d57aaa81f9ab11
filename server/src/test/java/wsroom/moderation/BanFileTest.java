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
  private final List<Set<String>> thrownOut = new ArrayList<>();
  private final BanList list = new BanList(source, thrownOut::add);
  @TempDir private Path folder = Path.of("");
  private Path path = Path.of("");

  @BeforeEach
  void name() {
    path = folder.resolve("bans.txt");
  }

  @Test
  void anAddressALineInAnyCaseWithCommentsAndEmptyLines() {
    var content =
        BanFile.parse(
            "\uFEFF# trolls\n\n  0x"
                + "A".repeat(40)
                + "  \r\n"
                + BEN
                + " # spam\n0X"
                + "C".repeat(40));

    assertThat(content.addresses()).containsExactlyInAnyOrder(ANN, BEN, CAT);
    assertThat(content.broken()).isEmpty();
  }

  @Test
  void aBrokenLineIsReportedByItsNumberAndTheOthersHold() throws Exception {
    BanFile file = opened(ANN + "\nann\n# x\n" + BEN + "0\n0xzz" + "a".repeat(38) + "\n" + BEN);

    assertThat(list.holds(ANN)).isTrue();
    assertThat(list.holds(BEN)).isTrue();
    assertThat(source.note())
        .isEqualTo(
            "the ban file: good, as of 0 s ago, addresses known as banned: 2; no address in lines"
                + " 2, 4, 5");
    write(ANN);
    file.readIfChanged();
    assertThat(source.note()).endsWith("addresses known as banned: 1");
  }

  @Test
  void ofManyBrokenLinesAFewAreNamed() throws Exception {
    opened(ANN + "\n" + "x\n".repeat(25));

    assertThat(source.note())
        .endsWith("no address in lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 15 more");
  }

  @Test
  void aFileThatIsNotThereEndsTheStart() {
    assertThatThrownBy(() -> new BanFile(path, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + path + ": no such file");
    assertThatThrownBy(() -> new BanFile(folder, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + folder + ": not a readable file");
  }

  @Test
  void anotherFileInItsPlaceLeavesItsListInForce() throws Exception {
    BanFile file = opened(ANN);
    write("<html>\n<body>502 Bad Gateway</body>\n</html>");
    file.readIfChanged();

    assertThat(list.holds(ANN)).isTrue();
    assertThat(source.note()).contains("FAILS (no line is an address)");

    write("# nobody any more");
    file.readIfChanged();
    assertThat(list.holds(ANN)).isFalse();
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> new BanFile(path, list).open())
        .isInstanceOf(InvalidBanFileException.class)
        .hasMessage("BAN_FILE cannot be read: " + path + ": not a readable file");
  }

  @Test
  void whoIsNewOnAChangedFileIsThrownOutAndNobodyElse() throws Exception {
    BanFile file = opened(ANN);
    assertThat(thrownOut).containsExactly(Set.of(ANN));

    write(ANN + "\n" + BEN);
    file.readIfChanged();
    assertThat(thrownOut).containsExactly(Set.of(ANN), Set.of(BEN));

    write(BEN);
    file.readIfChanged();
    assertThat(thrownOut).hasSize(2);
    assertThat(list.holds(ANN)).isFalse();
  }

  @Test
  void aFileThatHasNotChangedIsNotReadAgain() throws Exception {
    BanFile file = opened(ANN);
    file.readIfChanged();

    assertThat(source.successes()).isEqualTo(1);
  }

  @Test
  void aFileThatHasNotChangedAgesOnlySinceItsLastGoodLook() throws Exception {
    BanFile file = opened(ANN);
    now += Duration.ofDays(30).toNanos();
    assertThat(source.ageSeconds()).isPositive();
    file.readIfChanged();
    assertThat(source.ageSeconds()).isZero();
    assertThat(source.note()).startsWith("the ban file: good, as of 0 s ago");

    Files.delete(path);
    now += Duration.ofSeconds(5).toNanos();
    file.readIfChanged();
    assertThat(source.ageSeconds()).isEqualTo(5.0);
  }

  @Test
  void aFileThatGoesLeavesItsListInForceUntilItComesBack() throws Exception {
    BanFile file = opened(ANN);
    Files.delete(path);
    file.readIfChanged();
    file.readIfChanged();

    assertThat(list.holds(ANN)).isTrue();
    assertThat(source.failures()).isEqualTo(2);
    assertThat(source.note()).startsWith("the ban file: FAILS (no such file), as of 0 s ago");

    write(BEN);
    file.readIfChanged();
    assertThat(list.holds(ANN)).isFalse();
    assertThat(list.holds(BEN)).isTrue();
    assertThat(source.note()).startsWith("the ban file: good");
  }

  @Test
  void aFileWithMoreAddressesThanThereMayBeIsNotTakenUp() throws Exception {
    BanFile file = opened(ANN);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= BanList.MOST_ADDRESSES; i++) {
      many.append("0x%040x%n".formatted(i));
    }
    write(many.toString());
    file.readIfChanged();

    assertThat(source.size()).isEqualTo(1);
    assertThat(source.note()).contains("FAILS (more than 100000 addresses)");
  }

  private BanFile opened(String text) throws Exception {
    write(text);
    BanFile file = new BanFile(path, list);
    file.open();
    return file;
  }

  /// As a new file, so that its change shows however coarse the file system's clock is.
  private void write(String text) throws IOException {
    Path next = folder.resolve("next.txt");
    Files.writeString(next, text);
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
  }
}
