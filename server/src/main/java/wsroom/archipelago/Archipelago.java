package wsroom.archipelago;

import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registration with Archipelago, on a thread of its own.
///
/// Thread-safe.
public final class Archipelago implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  /// Time for the farewell to the registry, and a bit.
  private static final Duration END_PATIENCE = WebSocketLink.FAREWELL.plusMillis(500);

  private final WebSocketDialer dialer;
  private final RegistrationThread thread;
  private final Registration registration;

  /// @param maxIslandSize how many peers the registry may put into one room
  /// @param clock dates what the status shows
  /// @param onError what to do with an [Error], after which the process should not go on
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

  /// The server takes newcomers from now on, or does not any more. From any thread; it returns at
  /// once.
  public void openChanged() {
    thread.execute(registration::openChanged);
  }

  public RegistrationStatus status() {
    return registration.status();
  }

  /// Leaves the registry, politely if it goes quickly. Not to be called on the I/O threads.
  @Override
  public void close() {
    thread.execute(registration::end);
    registration
        .ended()
        .completeOnTimeout(null, END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    dialer.close();
    thread.close();
  }

  private void onBug(RuntimeException bug) {
    log.error("the registration with Archipelago has failed", bug);
    registration.recover();
  }
}
