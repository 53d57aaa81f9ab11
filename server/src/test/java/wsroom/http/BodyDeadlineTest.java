package wsroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wsroom.config.ListenConfig;

class BodyDeadlineTest {
  private HttpServer server = new HttpServer(1);

  @AfterEach
  void stops() {
    server.stop();
  }

  private HttpClient starts(Duration patience) throws Exception {
    server.stop();
    server = new HttpServer(1, patience);
    HttpHandler anyPage = exchange -> Responses.text(exchange, 200, "answered");
    return new HttpClient(
        server.listen(new ListenConfig(0, "127.0.0.1"), Optional.empty(), false, anyPage));
  }

  @Test
  void missingBodyIsAnsweredAndThenClosed() throws Exception {
    String all =
        starts(Duration.ofMillis(50))
            .send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");

    assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("answered");
  }

  @Test
  void connectionWithACompleteBodyIsKept() throws Exception {
    String all =
        starts(Duration.ofHours(1))
            .send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab"
                    + "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(all.split("answered", -1)).hasSize(3);
  }
}
