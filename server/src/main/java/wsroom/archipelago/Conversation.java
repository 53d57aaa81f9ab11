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
import wsroom.archipelago.TransportMessages.Incoming;
import wsroom.archipelago.TransportMessages.Malformed;
import wsroom.archipelago.TransportMessages.Request;
import wsroom.archipelago.TransportMessages.Unknown;

/// The protocol over one link, from its opening to its end.
///
/// Requests are queued only while another message is being sent, up to [#MAX_QUEUED], and not
/// longer than the registry waits for the answer. A request that cannot be answered for all of its
/// users is not answered at all: the registry then places them elsewhere, while a partial answer
/// would spoil its round.
///
/// Confined to the registration's thread.
final class Conversation {
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /// The registry pings every 30 s.
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(70);

  /// The timeout of sending a message.
  static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

  /// The time for which the registry waits for an answer.
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);

  /// The time for a link to report its end after a failed send.
  private static final Duration END_REPORT_TIMEOUT = Duration.ofSeconds(1);

  static final int MAX_USERS_PER_REQUEST = 2000;
  static final int MAX_QUEUED = 16;

  private static final Logger log = LoggerFactory.getLogger(Archipelago.class);

  private final RegistryLink link;
  private final RoomHost host;
  private final int maxIslandSize;
  private final RegistrationObserver observer;
  private final Timeline time;
  private final Consumer<LinkEnd> onFailure;
  private final Queue<QueuedRequest> queued = new ArrayDeque<>();
  private boolean initDue = true;
  private boolean heartbeatDue = true;
  private boolean sending;
  private boolean stopped;
  private long sendingSinceNanos;
  private long lastReceivedNanos;
  private @Nullable QueuedRequest answering;
  private @Nullable Runnable stopHeartbeat;

  /// A request and the time of its arrival.
  private record QueuedRequest(Request request, long sinceNanos) {}

  /// @param onFailure called with the reason when the link has failed; must end it
  Conversation(
      RegistryLink link,
      RoomHost host,
      int maxIslandSize,
      RegistrationObserver observer,
      Timeline time,
      Consumer<LinkEnd> onFailure) {
    this.link = link;
    this.host = host;
    this.maxIslandSize = maxIslandSize;
    this.observer = observer;
    this.time = time;
    this.onFailure = onFailure;
  }

  void begin() {
    assert time.isHere();
    lastReceivedNanos = time.nanos();
    stopHeartbeat = time.after(HEARTBEAT, this::onHeartbeat);
    sendNext();
  }

  /// Sends a heartbeat with the current figures at once.
  void heartbeatNow() {
    assert time.isHere();
    heartbeatDue = true;
    sendNext();
  }

  void alive() {
    lastReceivedNanos = time.nanos();
  }

  void handle(byte[] message) {
    assert time.isHere();
    alive();
    Incoming incoming = TransportMessages.parse(message);
    switch (incoming) {
      case Request request when queued.size() >= MAX_QUEUED ->
          reject(new QueuedRequest(request, time.nanos()), Outcome.TOO_MANY_REQUESTS);
      case Request request -> queued.add(new QueuedRequest(request, time.nanos()));
      case Unknown _ -> log.debug("unknown message from Archipelago ignored");
      case Malformed _ -> onMalformed();
    }
    link.requestNext();
    sendNext();
  }

  /// Called for a frame that is not a valid message.
  void onMalformed() {
    alive();
    log.warn("malformed message from Archipelago ignored");
    observer.requested(Outcome.MALFORMED, 0);
  }

  /// Stops sending and receiving.
  void stop() {
    stopped = true;
    queued.clear();
    stopHeartbeat();
  }

  private void stopHeartbeat() {
    if (stopHeartbeat != null) {
      stopHeartbeat.run();
    }
  }

  private void onHeartbeat() {
    if (hasPassed(IDLE_TIMEOUT, lastReceivedNanos)) {
      onFailure.accept(
          new LinkEnd(LinkEnd.Kind.SILENT, "no frame for " + IDLE_TIMEOUT.toSeconds() + " s"));
    } else if (sending && hasPassed(SEND_TIMEOUT, sendingSinceNanos)) {
      onFailure.accept(new LinkEnd(LinkEnd.Kind.STUCK, "registry does not read"));
    } else {
      stopHeartbeat = time.after(HEARTBEAT, this::onHeartbeat);
      heartbeatNow();
    }
  }

  private boolean hasPassed(Duration span, long sinceNanos) {
    return time.nanos() - sinceNanos >= span.toNanos();
  }

  /// Sends the next due message, if none is being sent.
  private void sendNext() {
    if (sending || stopped) {
      return;
    }
    next().ifPresent(this::send);
  }

  private void send(ByteBuffer message) {
    sending = true;
    sendingSinceNanos = time.nanos();
    var _ =
        link.send(message).whenComplete((_, failure) -> time.execute(() -> sent(failure != null)));
  }

  private void sent(boolean failed) {
    if (stopped) {
      return;
    }
    if (failed) {
      // The link usually reports its end, with the reason, a moment later.
      LinkEnd end = new LinkEnd(LinkEnd.Kind.LOST, "send failed");
      stopHeartbeat();
      stopHeartbeat = time.after(END_REPORT_TIMEOUT, () -> onFailure.accept(end));
      return;
    }
    sending = false;
    if (answering != null) {
      observer.requested(Outcome.ANSWERED, time.nanos() - answering.sinceNanos());
      answering = null;
    }
    sendNext();
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
    while (!stopped) {
      QueuedRequest oldest = queued.poll();
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

  private Optional<ByteBuffer> answer(QueuedRequest queuedRequest) {
    Request request = queuedRequest.request();
    if (!host.isOpen()) {
      // The registry knows that there are no seats, but still merges islands on this server.
      // Without an answer it waits a second, and leaves those peers where they are. Ending the link
      // would end all its islands here.
      return reject(queuedRequest, Outcome.NOT_OPEN);
    }
    if (hasPassed(ANSWER_TIMEOUT, queuedRequest.sinceNanos())) {
      return reject(queuedRequest, Outcome.LATE);
    }
    if (request.userIds().size() > MAX_USERS_PER_REQUEST) {
      return reject(queuedRequest, Outcome.TOO_MANY_USERS);
    }
    Optional<String> rejection = host.rejectionOf(request.roomId());
    if (rejection.isPresent()) {
      log.atWarn()
          .addKeyValue("room", request.roomId())
          .addKeyValue("reason", rejection.get())
          .log("Archipelago's request for a room rejected");
      return reject(queuedRequest, Outcome.ROOM_REFUSED);
    }
    answering = queuedRequest;
    Map<String, String> connectionStrings = LinkedHashMap.newLinkedHashMap(16);
    for (String userId : request.userIds()) {
      connectionStrings.put(userId, host.connectionString(request.roomId(), userId));
    }
    return Optional.of(TransportMessages.answer(request.requestId(), connectionStrings));
  }

  private Optional<ByteBuffer> reject(QueuedRequest queuedRequest, Outcome outcome) {
    observer.requested(outcome, time.nanos() - queuedRequest.sinceNanos());
    return Optional.empty();
  }
}
