package wsroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import wsroom.proto.events.v1.Envelope;

/// An event consumer over a real socket.
final class EventListener {
  private final Inbox<Envelope> heard = new Inbox<>(Envelope.parser());
  private final WebSocket socket;

  private EventListener(WebSocket.Builder builder, URI events) {
    socket = builder.buildAsync(events, heard).join();
  }

  static EventListener with(HttpClient http, URI events, String token) {
    return new EventListener(
        http.newWebSocketBuilder().header("Authorization", "Bearer " + token), events);
  }

  /// As a page does it, which cannot set headers.
  static EventListener withSubprotocols(HttpClient http, URI events, String first, String second) {
    return new EventListener(http.newWebSocketBuilder().subprotocols(first, second), events);
  }

  String subprotocol() {
    return socket.getSubprotocol();
  }

  Envelope hears(String topic) throws InterruptedException {
    Envelope next = heard.next();
    assertThat(next.getHeader().getTopic()).as("the topic of %s", next).isEqualTo(topic);
    return next;
  }

  /// The next event, whatever it is.
  Envelope next() throws InterruptedException {
    return heard.next();
  }

  void says(String text) {
    socket.sendText(text, true).join();
  }

  int closeCode() throws Exception {
    return heard.closeCode();
  }
}
