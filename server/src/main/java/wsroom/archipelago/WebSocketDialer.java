package wsroom.archipelago;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens links by the JDK's HTTP client, which is made for the first of them: that reads every
/// certificate authority's certificate, and looking up a name may take its time, too. So none of it
/// happens on the thread that asks.
///
/// Thread-safe.
final class WebSocketDialer implements RegistryLink.Dialer, AutoCloseable {
  private final Supplier<URI> address;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable HttpClient http;

  /// @param address asked for each link anew, since it has a token of that moment
  WebSocketDialer(Supplier<URI> address) {
    this.address = address;
  }

  @Override
  public void dial(RegistryLink.Listener listener) {
    executor.execute(
        () -> {
          try {
            var _ =
                http()
                    .newWebSocketBuilder()
                    .connectTimeout(Registration.DIAL_PATIENCE)
                    .buildAsync(address.get(), new WebSocketLink(listener))
                    .whenComplete(
                        (_, failure) -> {
                          if (failure != null) {
                            listener.ended(WebSocketLink.notOpened(failure));
                          }
                        });
          } catch (RuntimeException e) {
            listener.ended(WebSocketLink.notOpened(e));
          }
        });
  }

  private synchronized HttpClient http() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(executor)
              .build();
    }
    return http;
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
    }
    executor.shutdownNow();
  }
}
