package wsroom.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import wsroom.cluster.ClusterCounters;
import wsroom.cluster.ClusterNode;
import wsroom.cluster.ClusterSettings;
import wsroom.cluster.FakeCluster;
import wsroom.cluster.FakeNetwork;
import wsroom.cluster.FakeStores;
import wsroom.room.ThreadRooms;
import wsroom.room.link.ReplicaLink;
import wsroom.websocket.FakeIoThread;
import wsroom.websocket.FakeIoThreads;
import wsroom.websocket.ThreadCounter;

/// Relays on one simulated bus and store, each a whole one: its I/O threads, its cluster thread and
/// its clock. Everything between the sockets and the bus is the production code.
final class ClusterSimulation {
  /// A node of the cluster.
  static final class Node {
    final int index;
    final FakeIoThreads threads;
    final Relay relay;
    final ClusterNode agent;
    private boolean isPaused;
    private long behindMillis;

    private Node(int index, FakeIoThreads threads, Relay relay, ClusterNode agent) {
      this.index = index;
      this.threads = threads;
      this.relay = relay;
      this.agent = agent;
    }
  }

  final FakeNetwork network;
  final FakeStores stores;
  final List<Node> nodes = new ArrayList<>();
  private final Random random;
  private final RelaySettings settings;
  private long nowMillis;

  ClusterSimulation(Random random, RelaySettings settings, int nodeCount, int threadCount) {
    this.random = random;
    this.settings = settings;
    this.network = new FakeNetwork(random);
    this.stores = new FakeStores(network);
    for (int index = 0; index < nodeCount; index++) {
      nodes.add(node(index, threadCount));
    }
  }

  private Node node(int index, int threadCount) {
    FakeIoThreads threads = FakeIoThreads.interleavedBy(random, threadCount);
    FakeIoThread loop = threads.addLoop();
    FakeNetwork.Port port = network.connect(loop);
    ClusterNode[] agent = new ClusterNode[1];
    Relay relay =
        new Relay(
            settings,
            threads,
            rooms -> {
              List<ReplicaLink> links =
                  rooms.stream().map(each -> each.linkFrom(loop, new ThreadCounter())).toList();
              agent[0] =
                  new ClusterNode(
                      FakeCluster.settings(
                          "node-" + index,
                          settings.seats(),
                          settings.policy(),
                          settings.scope(),
                          ClusterSettings.Outage.SERVE),
                      loop,
                      port,
                      stores.on(port, loop),
                      ClusterCounters.NONE,
                      links);
              for (int thread = 0; thread < threadCount; thread++) {
                ThreadRooms own = rooms.get(thread);
                own.linkToNodes(agent[0].linkFrom(threads.get(thread)));
              }
              return agent[0].authority();
            });
    agent[0].start();
    return new Node(index, threads, relay, agent[0]);
  }

  /// Stops a node, as SIGSTOP would.
  void pause(Node node) {
    node.isPaused = true;
  }

  void resumeAll() {
    for (Node node : nodes) {
      if (node.isPaused) {
        node.isPaused = false;
        node.threads.jumps(Duration.ofMillis(node.behindMillis));
        node.behindMillis = 0;
      }
    }
  }

  boolean isPaused(Node node) {
    return node.isPaused;
  }

  /// Lets time pass in slices: within each, the nodes run in random order.
  void passes(long millis, int sliceMillis) {
    for (long end = nowMillis + millis; nowMillis < end; ) {
      nowMillis += sliceMillis;
      network.passesTo(nowMillis);
      runSome();
      for (Node node : nodes) {
        if (node.isPaused) {
          node.behindMillis += sliceMillis;
        } else {
          node.threads.passes(Duration.ofMillis(sliceMillis));
        }
      }
    }
  }

  private void runSome() {
    for (int steps = random.nextInt(40); steps > 0; steps--) {
      Node node = nodes.get(random.nextInt(nodes.size()));
      if (!node.isPaused) {
        node.threads.step();
      }
    }
  }
}
