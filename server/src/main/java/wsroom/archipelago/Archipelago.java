package wsroom.archipelago;

import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registration with Archipelago, on its own thread.
///
/// Thread-safe.
public final class Archipelago implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  /// The timeout of the close handshake with the registry, with a margin.
  private static final Duration END_TIMEOUT = WebSocketLink.CLOSE_TIMEOUT.plusMillis(500);

  private final WebSocketDialer dialer;
  private final RegistrationThread thread;
  private final Registration registration;

  /// @param maxIslandSize the maximum number of peers that the registry may put into one room
  /// @param clock for the timestamps of the status
  /// @param onError handles an [Error], after which the process should end
  public Archipelago(
      RoomHost host,
      int maxIslandSize,
      RegistrationObserver observer,
      InstantSource clock,
      Consumer<Error> onError) {
    dialer = new WebSocketDialer(host::registryUri);
    thread = new RegistrationThread(this::onBug, onError);
    registration =
        new Registration(
            host, maxIslandSize, observer, dialer, thread, clock, new SplittableRandom());
  }

  /// Called on any thread when the server begins or stops to accept clients. Does not block.
  public void openChanged() {
    thread.execute(registration::openChanged);
  }

  public RegistrationStatus status() {
    return registration.status();
  }

  /// Ends the registration, with a close handshake if that is quick. Must not be called on an I/O
  /// thread.
  @Override
  public void close() {
    thread.execute(registration::end);
    registration
        .ended()
        .completeOnTimeout(null, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    dialer.close();
    thread.close();
  }

  private void onBug(RuntimeException bug) {
    log.error("registration with Archipelago failed", bug);
    registration.recover();
  }
}
