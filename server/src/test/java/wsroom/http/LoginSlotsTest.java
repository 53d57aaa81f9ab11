package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wsroom.server.RunningServer;

/// The limit of signed logins applies to those in flight only.
class LoginSlotsTest {
  private static final int MORE_THAN_AT_ONCE = 300;

  @Test
  void answeredLoginsReleaseTheirPermits() throws Exception {
    try (var server = new RunningServer(Map.of());
        var http = HttpClient.newHttpClient()) {
      URI login = URI.create("http://" + host(server) + "/get-comms-adapter/plaza");
      var request = HttpRequest.newBuilder(login).POST(BodyPublishers.noBody()).build();
      for (int i = 0; i < MORE_THAN_AT_ONCE; i++) {
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.body()).as("login %d", i).contains("identity headers are missing");
      }
    }
  }

  private static String host(RunningServer server) {
    return "127.0.0.1:" + server.address().getPort();
  }
}
