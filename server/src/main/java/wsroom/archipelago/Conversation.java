package wsroom.archipelago;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.archipelago.RegistrationObserver.Outcome;
import wsroom.archipelago.TransportMessages.Heard;
import wsroom.archipelago.TransportMessages.Malformed;
import wsroom.archipelago.TransportMessages.Request;
import wsroom.archipelago.TransportMessages.Unknown;

/// What is said over one link, from its opening to its end.
///
/// Requests wait only while something else is being sent, few of them, and never for longer than
/// the registry waits for the answer. What cannot be answered with a room for everyone is not
/// answered at all: the registry then puts those users elsewhere, while an answer with a gap would
/// spoil the round in which it asked.
///
/// Confined to the registration's thread.
final class Conversation {
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /// The registry pings every 30 s.
  static final Duration SILENCE = Duration.ofSeconds(70);

  /// How long the socket may take nothing of a message.
  static final Duration SEND_PATIENCE = Duration.ofSeconds(10);

  /// How long the registry waits for an answer.
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

  /// How long a link on which nothing can be sent may take to say why.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  static final int MOST_USERS = 2000;
  static final int MOST_WAITING = 16;

  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  private final RegistryLink link;
  private final RoomHost host;
  private final int maxIslandSize;
  private final RegistrationObserver observer;
  private final Timeline time;
  private final Consumer<LinkEnd> giveUp;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean initDue = true;
  private boolean heartbeatDue = true;
  private boolean sending;
  private boolean over;
  private long sendingSince;
  private long lastHeard;
  private @Nullable Waiting answering;
  private @Nullable Runnable stopBeating;

  /// A request and when it came.
  private record Waiting(Request request, long since) {}

  /// @param giveUp is told why this link is of no more use; it ends it
  Conversation(
      RegistryLink link,
      RoomHost host,
      int maxIslandSize,
      RegistrationObserver observer,
      Timeline time,
      Consumer<LinkEnd> giveUp) {
    this.link = link;
    this.host = host;
    this.maxIslandSize = maxIslandSize;
    this.observer = observer;
    this.time = time;
    this.giveUp = giveUp;
  }

  void begin() {
    assert time.isHere();
    lastHeard = time.nanos();
    stopBeating = time.after(HEARTBEAT, this::beat);
    sendOn();
  }

  /// Says at once how full the server is.
  void heartbeatNow() {
    assert time.isHere();
    heartbeatDue = true;
    sendOn();
  }

  void alive() {
    lastHeard = time.nanos();
  }

  void hear(byte[] message) {
    assert time.isHere();
    alive();
    Heard heard = TransportMessages.parse(message);
    switch (heard) {
      case Request request when waiting.size() >= MOST_WAITING ->
          drop(new Waiting(request, time.nanos()), Outcome.TOO_MANY_REQUESTS);
      case Request request -> waiting.add(new Waiting(request, time.nanos()));
      case Unknown _ -> log.debug("Archipelago said something that is not for transports");
      case Malformed _ -> passOver();
    }
    link.readOn();
    sendOn();
  }

  /// Something was said that is no message.
  void passOver() {
    alive();
    log.warn("Archipelago said something that is no message of its protocol");
    observer.requested(Outcome.MALFORMED, 0);
  }

  /// Says and hears nothing more.
  void stop() {
    over = true;
    waiting.clear();
    stopBeating();
  }

  private void stopBeating() {
    if (stopBeating != null) {
      stopBeating.run();
    }
  }

  private void beat() {
    if (hasPassed(SILENCE, lastHeard)) {
      giveUp.accept(
          new LinkEnd(LinkEnd.Kind.SILENT, "nothing was heard for " + SILENCE.toSeconds() + " s"));
    } else if (sending && hasPassed(SEND_PATIENCE, sendingSince)) {
      giveUp.accept(new LinkEnd(LinkEnd.Kind.STUCK, "it reads nothing of what is sent"));
    } else {
      stopBeating = time.after(HEARTBEAT, this::beat);
      heartbeatNow();
    }
  }

  private boolean hasPassed(Duration span, long since) {
    return time.nanos() - since >= span.toNanos();
  }

  /// Sends what is due, one message at a time.
  private void sendOn() {
    if (sending || over) {
      return;
    }
    next().ifPresent(this::send);
  }

  private void send(ByteBuffer message) {
    sending = true;
    sendingSince = time.nanos();
    var _ =
        link.send(message).whenComplete((_, failure) -> time.execute(() -> sent(failure != null)));
  }

  private void sent(boolean failed) {
    if (over) {
      return;
    }
    if (failed) {
      // The link mostly says itself what has happened to it, in a moment.
      LinkEnd end = new LinkEnd(LinkEnd.Kind.LOST, "what was sent did not get through");
      stopBeating();
      stopBeating = time.after(FAREWELL, () -> giveUp.accept(end));
      return;
    }
    sending = false;
    if (answering != null) {
      observer.requested(Outcome.ANSWERED, time.nanos() - answering.since());
      answering = null;
    }
    sendOn();
  }

  private Optional<ByteBuffer> next() {
    if (initDue) {
      initDue = false;
      return Optional.of(TransportMessages.init(maxIslandSize));
    }
    if (heartbeatDue) {
      heartbeatDue = false;
      return Optional.of(TransportMessages.heartbeat(host.figures()));
    }
    while (!over) {
      Waiting oldest = waiting.poll();
      if (oldest == null) {
        break;
      }
      Optional<ByteBuffer> answer = answer(oldest);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private Optional<ByteBuffer> answer(Waiting asked) {
    Request request = asked.request();
    if (!host.isOpen()) {
      // It was told that there are no seats, but goes on merging islands that it has here. Without
      // an answer it waits a second, and leaves those peers where they are. To end the link would
      // end all its islands here for good.
      return drop(asked, Outcome.NOT_OPEN);
    }
    if (hasPassed(ANSWER_PATIENCE, asked.since())) {
      return drop(asked, Outcome.LATE);
    }
    if (request.userIds().size() > MOST_USERS) {
      return drop(asked, Outcome.TOO_MANY_USERS);
    }
    Optional<String> refusal = host.refusalOf(request.roomId());
    if (refusal.isPresent()) {
      log.atWarn()
          .addKeyValue("room", request.roomId())
          .addKeyValue("reason", refusal.get())
          .log("Archipelago asks for a room that cannot be");
      return drop(asked, Outcome.ROOM_REFUSED);
    }
    answering = asked;
    Map<String, String> connectionStrings = LinkedHashMap.newLinkedHashMap(16);
    for (String userId : request.userIds()) {
      connectionStrings.put(userId, host.connectionString(request.roomId(), userId));
    }
    return Optional.of(TransportMessages.answer(request.requestId(), connectionStrings));
  }

  private Optional<ByteBuffer> drop(Waiting asked, Outcome why) {
    observer.requested(why, time.nanos() - asked.since());
    return Optional.empty();
  }
}
