package wsroom.moderation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListTest {
  private static final String ANN = "0x" + "a".repeat(40);
  private static final String BEN = "0x" + "b".repeat(40);

  private final FakeHttpFetcher fetcher = new FakeHttpFetcher();
  private final BanSource source = new BanSource(BanSource.Kind.DENY_LIST, () -> 0);
  private final List<Set<String>> ended = new ArrayList<>();
  private final BanList list = new BanList(source, ended::add);
  private final DenyList denyList =
      new DenyList(URI.create("http://list.example/denylist.json"), fetcher, list);

  @Test
  void platformsListIsParsedWithUnknownFields() throws Exception {
    fetcher.says(
        """
        {"version":{"users":[1]},"users":[
          {"wallet":"0x%s","reason":{"wallet":"%s"},"tags":["x"]},
          {"since":1}, "odd", {"wallet":7}, {"wallet":"0x1"}
        ],"more":null}
        """
            .formatted("A".repeat(40), BEN));
    denyList.fetch();

    assertThat(list.contains(ANN)).isTrue();
    assertThat(list.contains(BEN)).isFalse();
    assertThat(ended).containsExactly(Set.of(ANN));
    assertThat(source.statusLine()).endsWith("banned: 1; entries without an address: 4");
  }

  @Test
  void failedFetchKeepsTheLastList() throws Exception {
    denyList("[{\"wallet\":\"" + ANN + "\"}]");
    fetcher.fails("HTTP status 502");
    denyList.fetch();

    assertThat(list.contains(ANN)).isTrue();
    assertThat(source.statusLine())
        .isEqualTo(
            "the deny list: FAILS (HTTP status 502), as of 0 s ago, addresses known as banned: 1");

    denyList("[]");
    assertThat(list.contains(ANN)).isFalse();
    assertThat(ended).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"users\":{}}",
        "{\"users\":[]",
        "{\"users\":[{\"wallet\":\"0xaa\"}",
        "{\"users\":[]} {}",
        "{\"users\":[[[[[[}",
        "{\"users\":[{\"address\":\"0x00\"}]}"
      })
  void invalidListKeepsTheLastList(String body) throws Exception {
    denyList("[{\"wallet\":\"" + ANN + "\"}]");
    fetcher.says(body);
    denyList.fetch();

    assertThat(list.contains(ANN)).isTrue();
    assertThat(source.failures()).isEqualTo(1);
  }

  @Test
  void tooLongListIsRejected() {
    StringBuilder many = new StringBuilder("{\"users\":[{\"wallet\":\"" + ANN + "\"}");
    for (int i = 0; i < BanList.MAX_ADDRESSES; i++) {
      many.append(",{\"wallet\":\"0x%040x\"}".formatted(i));
    }

    assertThatThrownBy(() -> DenyList.parse(many.append("]}").toString().getBytes(UTF_8)))
        .isInstanceOf(BanSourceException.class)
        .hasMessage("more than 100000 addresses");
  }

  private void denyList(String users) throws InterruptedException {
    fetcher.says("{\"users\":" + users + "}");
    denyList.fetch();
  }
}
