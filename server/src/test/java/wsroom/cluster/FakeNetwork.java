package wsroom.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import wsroom.websocket.EventLoop;

/// A bus between simulated nodes, and the time that all share. Messages of one node to another one
/// arrive in order within a connection (blocks have one, all else another); all else is free, and
/// whatever the faults allow happens.
public final class FakeNetwork {
  private record Event(long atMillis, long number, Runnable action) {}

  private record Path(int from, int to, boolean isStream) {}

  private static final long SERVER_NOTICES_MILLIS = 2_000;

  final @Nullable Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (one, other) ->
              one.atMillis == other.atMillis
                  ? Long.compare(one.number, other.number)
                  : Long.compare(one.atMillis, other.atMillis));
  private final List<Port> ports = new ArrayList<>();
  private final Map<Path, Long> lastArrival = new HashMap<>();
  private final Map<Path, Integer> slowness = new HashMap<>();
  private final Set<Path> cut = new HashSet<>();
  private final Map<Integer, Long> isolatedSince = new HashMap<>();
  private long nowMillis;
  private long eventNumber;

  /// The share of messages that are lost.
  public double loss;

  /// The longest time until an interest is known everywhere.
  public int lateInterestMillis;

  /// The longest delay on a slow path; one in four is.
  public int slowPathMillis = 2;

  /// @param random null for a network without any delay
  public FakeNetwork(@Nullable Random random) {
    this.random = random;
  }

  public long nowMillis() {
    return nowMillis;
  }

  public Port connect(EventLoop loop) {
    Port port = new Port(ports.size(), loop);
    ports.add(port);
    return port;
  }

  /// Lets time pass, and does what is due.
  public void passesTo(long millis) {
    while (!events.isEmpty() && events.element().atMillis <= millis) {
      Event event = events.remove();
      nowMillis = Math.max(nowMillis, event.atMillis);
      event.action.run();
    }
    nowMillis = millis;
  }

  // --- Faults ---

  public void isolate(int node) {
    isolatedSince.putIfAbsent(node, nowMillis);
  }

  /// Loses all messages of one node to another one.
  public void cut(int from, int to) {
    cut.add(new Path(from, to, true));
  }

  public void heal() {
    isolatedSince.clear();
    cut.clear();
    loss = 0;
  }

  public boolean isIsolated(int node) {
    return isolatedSince.containsKey(node);
  }

  private boolean isGone(int node) {
    Long since = isolatedSince.get(node);
    return since != null && nowMillis - since >= SERVER_NOTICES_MILLIS;
  }

  private boolean arrives(int from, int to) {
    return !isIsolated(from)
        && !isIsolated(to)
        && !cut.contains(new Path(from, to, true))
        && (from == to || random == null || random.nextDouble() >= loss);
  }

  public void after(long millis, Runnable action) {
    if (random == null) {
      action.run();
    } else {
      events.add(new Event(nowMillis + millis, eventNumber++, action));
    }
  }

  public int upTo(int millis) {
    return random == null ? 0 : random.nextInt(millis + 1);
  }

  /// Delivers after a delay, behind what was sent on that path before.
  private void deliver(Path path, Runnable action) {
    if (random == null) {
      action.run();
      return;
    }
    int slowest =
        slowness.computeIfAbsent(path, unknown -> random.nextInt(4) == 0 ? slowPathMillis : 2);
    int delay = random.nextInt(20) == 0 ? upTo(15) : upTo(slowest);
    long at = Math.max(lastArrival.getOrDefault(path, 0L), nowMillis + delay);
    lastArrival.put(path, at);
    events.add(new Event(at, eventNumber++, action));
  }

  /// The connections of a node.
  public final class Port implements Bus {
    private final int node;
    private final EventLoop loop;
    private final Map<String, List<Interest>> interests = new HashMap<>();
    private final Map<String, Responder> responders = new HashMap<>();

    private record Interest(Consumer<byte[]> handler, long fromMillis) {}

    Port(int node, EventLoop loop) {
      this.node = node;
      this.loop = loop;
    }

    public int node() {
      return node;
    }

    @Override
    public boolean isConnected() {
      return !isGone(node);
    }

    @Override
    public void onConnectionChange(Runnable handler) {}

    @Override
    public void publish(String subject, byte[] message) {
      assert loop.isCurrent();
      for (Port to : ports) {
        if (to.interests.containsKey(subject) && arrives(node, to.node)) {
          for (Interest interest : to.interests.get(subject)) {
            if (interest.fromMillis <= nowMillis || to == this) {
              deliver(
                  new Path(node, to.node, subject.contains(".r.")),
                  () ->
                      to.loop.execute(
                          () -> {
                            if (to.interests.getOrDefault(subject, List.of()).contains(interest)) {
                              interest.handler.accept(message);
                            }
                          }));
            }
          }
        }
      }
    }

    @Override
    public Subscription subscribe(String subject, Consumer<byte[]> handler) {
      assert loop.isCurrent();
      Interest interest = new Interest(handler, nowMillis + upTo(lateInterestMillis));
      interests.computeIfAbsent(subject, unknown -> new ArrayList<>()).add(interest);
      return () -> {
        List<Interest> left = interests.get(subject);
        left.remove(interest);
        if (left.isEmpty()) {
          interests.remove(subject);
        }
      };
    }

    @Override
    public Subscription respond(String subject, Responder responder) {
      responders.put(subject, responder);
      return () -> responders.remove(subject, responder);
    }

    @Override
    public void request(
        String subject, byte[] message, long timeoutMillis, Consumer<Reply> handler) {
      assert loop.isCurrent();
      boolean[] isAnswered = {false};
      Consumer<Reply> once =
          reply ->
              loop.execute(
                  () -> {
                    if (!isAnswered[0]) {
                      isAnswered[0] = true;
                      handler.accept(reply);
                    }
                  });
      if (random != null) {
        after(timeoutMillis, () -> once.accept(new Reply.TimedOut()));
      }
      Port to =
          ports.stream()
              .filter(port -> port.responders.containsKey(subject) && !isGone(port.node))
              .findFirst()
              .orElse(null);
      if (isIsolated(node)) {
        return;
      }
      if (to == null) {
        after(1, () -> once.accept(new Reply.NoResponders()));
      } else if (arrives(node, to.node)) {
        deliver(
            new Path(node, to.node, false),
            () -> to.loop.execute(() -> to.respond(subject, message, node, once)));
      }
    }

    private void respond(String subject, byte[] message, int from, Consumer<Reply> handler) {
      Responder responder = responders.get(subject);
      if (responder != null) {
        responder.onRequest(
            message,
            answer -> {
              if (arrives(node, from)) {
                deliver(
                    new Path(node, from, false), () -> handler.accept(new Reply.Answered(answer)));
              }
            });
      }
    }

    @Override
    public void requestAll(
        String subject,
        byte[] message,
        long timeoutMillis,
        Consumer<byte[]> handler,
        Runnable atEnd) {
      throw new UnsupportedOperationException();
    }
  }
}
