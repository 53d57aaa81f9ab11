package wsroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;

/// The first lines of the log.
class StartupBannerTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0:5000, ws://localhost:5000/",
    "::, [::]:5000, ws://localhost:5000/",
    "127.0.0.1, 127.0.0.1:5000, ws://127.0.0.1:5000/",
    "::1, [::1]:5000, ws://[::1]:5000/",
    "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:5000, ws://[2001:db8::1:0:0:1]:5000/",
    "2001:db8:1:2:3:4:5:6, [2001:db8:1:2:3:4:5:6]:5000, ws://[2001:db8:1:2:3:4:5:6]:5000/"
  })
  void firstLineHasTheListenAddress(String host, String listens, String room) {
    List<String> lines = lines(host);

    assertThat(lines.getFirst()).endsWith(" listens on " + listens);
    assertThat(lines.get(1)).contains(room);
  }

  @Test
  void metricsAreOnTheInternalPort() {
    var internal = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 9090);

    assertThat(lines("192.0.2.1", Optional.of(internal)))
        .contains(
            "status:  http://192.0.2.1:5000/status",
            "metrics: http://localhost:9090/metrics",
            "internal port: 0.0.0.0:9090");
  }

  @Test
  void lowDescriptorLimitIsWarnedOf() {
    assertThat(DescriptorLimit.warning(20_000, 1024))
        .hasValueSatisfying(warning -> assertThat(warning).contains("20000", "1024"));
    assertThat(DescriptorLimit.warning(20_000, 20_000)).isPresent();
    assertThat(DescriptorLimit.warning(20_000, 1 << 20)).isEmpty();
    assertThat(DescriptorLimit.warning(0, 1024)).isEmpty();
  }

  private static List<String> lines(String host) {
    return lines(host, Optional.empty());
  }

  private static List<String> lines(String host, Optional<InetSocketAddress> internal) {
    return switch (ServerConfig.read(Map.of())) {
      case ConfigReading.Valid(ServerConfig config, _) ->
          StartupBanner.lines(
              config, new InetSocketAddress(InetAddress.ofLiteral(host), 5000), internal);
      case ConfigReading.Invalid(var problems) -> throw new AssertionError(problems);
    };
  }
}
