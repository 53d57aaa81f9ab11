package wsroom.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import wsroom.cluster.Bus;
import wsroom.websocket.EventLoop;

/// The bus on NATS, over two connections, so that blocks of rooms cannot delay leases and requests:
/// one for the subjects of rooms, which does not hear what it publishes itself, and one for all
/// others.
///
/// Confined to the cluster's thread.
final class NatsBus implements Bus {
  /// Bytes of received messages that may wait for the cluster's thread, for each connection. Beyond
  /// that they are dropped and counted, which their receivers see as a gap.
  private static final long MAX_QUEUED_BYTES = 32L << 20;

  private static final int MESSAGE_OVERHEAD_BYTES = 200;
  private static final int NO_RESPONDERS = 503;

  private final EventLoop loop;
  private final BusFigures figures;
  private final String blockPrefix;
  private final Line control;
  private final Line blocks;
  private final List<Runnable> changeHandlers = new ArrayList<>();
  private boolean connected;

  /// A connection, and the bytes of its messages that wait for the cluster's thread.
  private record Line(ManagedConnection connection, AtomicLong queuedBytes) {}

  /// @param blockPrefix of the subjects of rooms
  NatsBus(
      EventLoop loop,
      BusFigures figures,
      String blockPrefix,
      ManagedConnection control,
      ManagedConnection blocks) {
    this.loop = loop;
    this.figures = figures;
    this.blockPrefix = blockPrefix;
    this.control = new Line(control, new AtomicLong());
    this.blocks = new Line(blocks, new AtomicLong());
    control.onChange(this::connectionChanged);
    blocks.onChange(this::connectionChanged);
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void onConnectionChange(Runnable handler) {
    changeHandlers.add(handler);
  }

  @Override
  public void publish(String subject, byte[] message) {
    var _ = line(subject).connection.publish(subject, null, message);
  }

  @Override
  public Subscription subscribe(String subject, Consumer<byte[]> handler) {
    return receive(line(subject), subject, message -> handler.accept(message.getData()));
  }

  @Override
  public Subscription respond(String subject, Responder responder) {
    return receive(
        control,
        subject,
        message -> {
          String replyTo = message.getReplyTo();
          if (replyTo != null) {
            responder.onRequest(message.getData(), new Answer(replyTo));
          }
        });
  }

  @Override
  public void request(String subject, byte[] message, long timeoutMillis, Consumer<Reply> handler) {
    assert loop.isCurrent();
    Pending pending = new Pending(handler);
    Connection to = control.connection.current();
    if (!control.connection.isUp() || to == null) {
      // Never "no responders", from which callers conclude that the other node is gone.
      loop.execute(() -> pending.complete(new Reply.TimedOut()));
      return;
    }
    try {
      CompletableFuture<Message> reply =
          to.requestWithTimeout(subject, message, Duration.ofMillis(timeoutMillis));
      var _ =
          reply.whenComplete(
              (answer, failure) -> loop.execute(() -> pending.complete(reply(answer, failure))));
      loop.executeAfter(
          () -> {
            pending.complete(new Reply.TimedOut());
            reply.cancel(false);
          },
          timeoutMillis);
    } catch (IllegalStateException lost) {
      figures.discarded.increment();
      loop.execute(() -> pending.complete(new Reply.TimedOut()));
    }
  }

  @Override
  public void requestAll(
      String subject,
      byte[] message,
      long timeoutMillis,
      Consumer<byte[]> handler,
      Runnable atEnd) {
    assert loop.isCurrent();
    Connection to = control.connection.current();
    if (!control.connection.isUp() || to == null) {
      loop.execute(atEnd);
      return;
    }
    String inbox = to.createInbox();
    Subscription answers = receive(control, inbox, answer -> handler.accept(answer.getData()));
    control.connection.publish(subject, inbox, message);
    loop.executeAfter(
        () -> {
          answers.cancel();
          atEnd.run();
        },
        timeoutMillis);
  }

  private void connectionChanged() {
    boolean now = control.connection.isUp() && blocks.connection.isUp();
    if (now != connected) {
      connected = now;
      changeHandlers.forEach(Runnable::run);
    }
  }

  private Line line(String subject) {
    return subject.startsWith(blockPrefix) ? blocks : control;
  }

  private Subscription receive(Line line, String subject, Consumer<Message> handler) {
    Receiver receiver = new Receiver(line, handler);
    ManagedConnection.Interest interest = line.connection.subscribe(subject, receiver::onMessage);
    return () -> {
      receiver.cancelled = true;
      interest.cancel();
    };
  }

  private static Reply reply(Message answer, Throwable failure) {
    if (failure == null) {
      return new Reply.Answered(answer.getData());
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean nobody =
        cause instanceof JetStreamStatusException status
            && status.getStatus().getCode() == NO_RESPONDERS;
    return nobody ? new Reply.NoResponders() : new Reply.TimedOut();
  }

  /// Hands the messages of a subscription to the cluster's thread.
  private final class Receiver {
    private final Line line;
    private final Consumer<Message> handler;

    /// Confined to the cluster's thread: nothing arrives after the cancellation.
    private boolean cancelled;

    Receiver(Line line, Consumer<Message> handler) {
      this.line = line;
      this.handler = handler;
    }

    void onMessage(Message message) {
      if (message.isStatusMessage()) {
        return;
      }
      long bytes = (long) message.getData().length + MESSAGE_OVERHEAD_BYTES;
      if (line.queuedBytes.addAndGet(bytes) > MAX_QUEUED_BYTES) {
        line.queuedBytes.addAndGet(-bytes);
        figures.dropped.increment();
        return;
      }
      loop.execute(
          () -> {
            line.queuedBytes.addAndGet(-bytes);
            if (!cancelled) {
              handler.accept(message);
            }
          });
    }
  }

  /// Answers one request, once.
  private final class Answer implements Consumer<byte[]> {
    private final String replyTo;
    private boolean given;

    Answer(String replyTo) {
      this.replyTo = replyTo;
    }

    @Override
    public void accept(byte[] message) {
      assert loop.isCurrent();
      if (!given) {
        given = true;
        control.connection.publish(replyTo, null, message);
      }
    }
  }

  /// A request whose reply is awaited.
  private static final class Pending {
    private final Consumer<Reply> handler;
    private boolean completed;

    Pending(Consumer<Reply> handler) {
      this.handler = handler;
    }

    void complete(Reply reply) {
      if (!completed) {
        completed = true;
        handler.accept(reply);
      }
    }
  }
}
