package wsroom.archipelago;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens links with the JDK's HTTP client, which is created for the first of them. Creating it
/// reads all trusted certificates, and looking up a host name may block. So both run off the
/// calling thread.
///
/// Thread-safe.
final class WebSocketDialer implements RegistryLink.Dialer, AutoCloseable {
  private final Supplier<URI> address;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable HttpClient http;

  /// @param address called for each link, since it contains a fresh token
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
                    .connectTimeout(Registration.DIAL_TIMEOUT)
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
