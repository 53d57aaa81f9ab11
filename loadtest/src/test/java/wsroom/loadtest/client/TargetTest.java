package wsroom.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Parsing of server URIs.
class TargetTest {
  @Test
  void defaultPathOfRoomsIsRooms() {
    assertThat(Target.parse("ws://127.0.0.1:5000").pathOf("a b/c")).isEqualTo("/rooms/a%20b%2Fc");
    assertThat(Target.parse("ws://127.0.0.1:5000/mini-comms/").pathOf("a"))
        .isEqualTo("/mini-comms/a");
  }

  @Test
  void queryIsSentWithEveryRoomAndNotShown() {
    Target target = Target.parse("ws://127.0.0.1:5000").with("access_token=x");

    assertThat(target.pathOf("a b")).isEqualTo("/rooms/a%20b?access_token=x");
    assertThat(target).hasToString("ws://127.0.0.1:5000/rooms");
  }

  @Test
  void portsHaveTheirDefaults() {
    assertThat(Target.parse("ws://127.0.0.1").address().getPort()).isEqualTo(80);
    assertThat(Target.parse("wss://127.0.0.1").address().getPort()).isEqualTo(443);
    assertThat(Target.parse("wss://127.0.0.1").tls()).isTrue();
  }

  @Test
  void onlyLocalAddressesAreLoopback() {
    assertThat(Target.parse("ws://localhost:1").isLoopback()).isTrue();
    assertThat(Target.parse("ws://192.0.2.1:1").isLoopback()).isFalse();
  }

  @Test
  void invalidServerIsRejectedWithAMessage() {
    assertThatThrownBy(() -> Target.parse("http://127.0.0.1"))
        .hasMessage("server must be ws://host:port or wss://host, was http://127.0.0.1");
    assertThatThrownBy(() -> Target.parse("ws://a b")).hasMessage("not a URI: ws://a b");
  }
}
