package wsroom.cluster.nats;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.websocket.EventLoop;

/// One connection to NATS: opened until that works, and opened again if its client gives up, as it
/// does once a login was rejected twice. What is subscribed to stays so.
///
/// Confined to the cluster's thread, but for [#current] and [#problem].
final class ManagedConnection {
  private static final Logger log = LoggerFactory.getLogger(ManagedConnection.class);
  private static final int MIN_RETRY_MILLIS = 500;
  private static final int MAX_RETRY_MILLIS = 1_000;

  /// Beyond these, what is published is discarded and counted.
  private static final long MAX_OUTGOING_BYTES = 16L << 20;

  /// Beyond these, the client drops the newest messages. They wait for a thread that only hands
  /// them on, so it is hardly ever reached.
  private static final long MAX_PENDING_MESSAGES = 16_384;

  private static final long MAX_PENDING_BYTES = 16L << 20;

  private final Parts parts;
  private final String purpose;
  private final boolean echo;
  private final Preparation preparation;
  private final Set<Interest> interests = new LinkedHashSet<>();
  private final List<Runnable> changeHandlers = new ArrayList<>();
  private final Set<String> loggedProblems = ConcurrentHashMap.newKeySet();
  private @Nullable Dispatcher dispatcher;
  private boolean up;
  private volatile @Nullable Connection connection;
  private volatile @Nullable String problem = "not connected yet";
  private volatile boolean closed;

  /// The client's own message for a failed attempt says nothing of its cause.
  private volatile String lastException = "";

  /// What all connections of a node share.
  ///
  /// @param onError handles an [Error] on a thread of the client; it should end the process
  record Parts(
      NatsOptions options,
      EventLoop loop,
      BusFigures figures,
      java.util.function.Consumer<Error> onError) {}

  /// What must be there before a connection is of use. May block; called off the cluster's thread.
  @FunctionalInterface
  interface Preparation {
    void prepare(Connection connection) throws IOException, InterruptedException;
  }

  /// A subject that is subscribed to whenever there is a connection.
  final class Interest {
    private final String subject;
    private final MessageHandler handler;
    private @Nullable Subscription subscription;

    private Interest(String subject, MessageHandler handler) {
      this.subject = subject;
      this.handler = handler;
    }

    private void attach(Dispatcher to) {
      subscription = to.subscribe(subject, handler);
    }

    void cancel() {
      assert parts.loop.isCurrent();
      Dispatcher from = dispatcher;
      if (interests.remove(this) && subscription != null && from != null && from.isActive()) {
        from.unsubscribe(subscription);
      }
    }
  }

  ManagedConnection(Parts parts, String purpose, boolean echo, Preparation preparation) {
    this.parts = parts;
    this.purpose = purpose;
    this.echo = echo;
    this.preparation = preparation;
  }

  /// Begins to connect.
  void open() {
    Thread.ofVirtual().name("nats-connect-" + purpose).start(this::connect);
  }

  /// Closes the connection after what was published has been written. Blocks a moment; from any
  /// thread.
  void close() {
    closed = true;
    Connection last = connection;
    if (last != null) {
      closeQuietly(last);
    }
  }

  void onChange(Runnable handler) {
    changeHandlers.add(handler);
  }

  boolean isUp() {
    assert parts.loop.isCurrent();
    return up;
  }

  /// The connection, which may be down; null if there is none. From any thread.
  @Nullable Connection current() {
    return connection;
  }

  /// The bytes that wait to be written. From any thread.
  long outgoingBytes() {
    Connection to = connection;
    return to == null ? 0 : to.outgoingPendingBytes();
  }

  /// Why there is no connection; null if there is one. From any thread.
  @Nullable String problem() {
    return problem;
  }

  /// Publishes a message, or discards and counts it.
  ///
  /// @return whether it was queued
  boolean publish(String subject, @Nullable String replyTo, byte[] message) {
    assert parts.loop.isCurrent();
    Connection to = connection;
    try {
      if (up && to != null && to.outgoingPendingBytes() + message.length <= MAX_OUTGOING_BYTES) {
        to.publish(subject, replyTo, message);
        return true;
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.debug("NATS ({}): not published to {}: {}", purpose, subject, e.toString());
    }
    parts.figures.discarded.increment();
    return false;
  }

  /// Subscribes to a subject. The handler is called on a thread of the client.
  Interest subscribe(String subject, MessageHandler handler) {
    assert parts.loop.isCurrent();
    Interest interest = new Interest(subject, message -> guarded(handler, message));
    interests.add(interest);
    Dispatcher to = dispatcher;
    if (to != null && to.isActive()) {
      interest.attach(to);
    }
    return interest;
  }

  /// The client would swallow an error.
  private void guarded(MessageHandler handler, Message message) throws InterruptedException {
    try {
      handler.onMessage(message);
    } catch (Error fatal) {
      parts.onError.accept(fatal);
    }
  }

  private void connect() {
    while (!closed) {
      Connection opened = null;
      lastException = "";
      try {
        Events events = new Events();
        opened = Nats.connect(parts.options.of(purpose, echo, events, events));
        preparation.prepare(opened);
        Connection usable = opened;
        parts.loop.execute(() -> opened(usable));
        return;
      } catch (AuthenticationException e) {
        failed("login rejected: " + e.getMessage());
      } catch (IOException | RuntimeException e) {
        failed(e.getMessage() + lastException);
      } catch (InterruptedException e) {
        closed = true;
      } catch (Error fatal) {
        parts.onError.accept(fatal);
      }
      if (opened != null) {
        closeQuietly(opened);
      }
      pause();
    }
  }

  private void failed(String why) {
    problem = why;
    if (loggedProblems.add(why)) {
      log.warn("no connection to NATS ({}), waiting for it: {}", purpose, why);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS));
    } catch (InterruptedException nobodyInterrupts) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void opened(Connection opened) {
    if (closed) {
      closeQuietly(opened);
      return;
    }
    connection = opened;
    Dispatcher created = opened.createDispatcher();
    created.setPendingLimits(MAX_PENDING_MESSAGES, MAX_PENDING_BYTES);
    dispatcher = created;
    interests.forEach(interest -> interest.attach(created));
    if (opened.getStatus() == Connection.Status.CLOSED) {
      lost(opened, true);
    } else {
      changed(opened.getStatus() == Connection.Status.CONNECTED);
    }
  }

  private void lost(Connection which, boolean forGood) {
    if (!isCurrent(which)) {
      return;
    }
    if (forGood) {
      connection = null;
      dispatcher = null;
      interests.forEach(interest -> interest.subscription = null);
      if (!closed) {
        open();
      }
    }
    changed(false);
  }

  @SuppressWarnings("ReferenceEquality") // this very connection
  boolean isCurrent(Connection which) {
    return which == connection;
  }

  private void changed(boolean isUp) {
    if (isUp == up) {
      return;
    }
    up = isUp;
    if (isUp) {
      problem = null;
      loggedProblems.clear();
      log.info("connected to NATS ({})", purpose);
    } else if (!closed) {
      problem = "connection lost";
      parts.figures.connectionsLost.increment();
      log.warn("connection to NATS lost ({}), reconnecting", purpose);
    }
    changeHandlers.forEach(Runnable::run);
  }

  /// What the client tells, on threads of its own.
  private final class Events implements ConnectionListener, ErrorListener {
    @Override
    @SuppressWarnings("deprecation") // the interface has no other abstract method
    public void connectionEvent(Connection which, ConnectionListener.Events event) {
      switch (event) {
        case DISCONNECTED -> parts.loop.execute(() -> lost(which, false));
        case CLOSED -> parts.loop.execute(() -> lost(which, true));
        case RESUBSCRIBED ->
            parts.loop.execute(
                () -> {
                  if (isCurrent(which)) {
                    changed(which.getStatus() == Connection.Status.CONNECTED);
                  }
                });
        default -> {
          // The others change nothing that a node does.
        }
      }
    }

    @Override
    public void errorOccurred(Connection which, String error) {
      if (loggedProblems.add(error)) {
        log.warn("NATS ({}): {}", purpose, error);
      }
    }

    @Override
    public void exceptionOccurred(Connection which, Exception exception) {
      log.debug("NATS ({}): {}", purpose, exception.toString());
      Throwable cause = exception.getCause() == null ? exception : exception.getCause();
      lastException = " (" + cause.getMessage() + ")";
    }

    @Override
    public void slowConsumerDetected(Connection which, Consumer consumer) {
      parts.figures.dropped.increment();
      log.warn("NATS ({}): messages dropped, because this node takes them too slowly", purpose);
    }

    @Override
    public void messageDiscarded(Connection which, Message message) {
      parts.figures.discarded.increment();
    }
  }
}
