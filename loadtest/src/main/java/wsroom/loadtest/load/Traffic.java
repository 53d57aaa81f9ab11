package wsroom.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/// The traffic of peers: each flow is one kind of update at a steady rate.
record Traffic(List<Flow> flows) {
  static final Traffic NONE = new Traffic(List.of());

  /// The maximum rate of writes of a peer; above it, several updates share a write.
  private static final double WRITES_PER_SECOND_LIMIT = 100;

  Traffic {
    flows = List.copyOf(flows);
  }

  /// @param perSecond updates per second and peer
  /// @param share of the peers that send this flow, 0 to 1
  /// @param burst updates per write; 0 for as few as the write rate allows
  record Flow(UpdateKind kind, double perSecond, double share, int burst) {
    int updatesAtATime() {
      return burst > 0 ? burst : (int) Math.ceil(perSecond / WRITES_PER_SECOND_LIMIT);
    }

    double intervalNanos() {
      return updatesAtATime() * 1e9 / perSecond;
    }
  }

  /// Reliable updates of one size.
  static Traffic plain(int bodyBytes, double perSecond, int burst) {
    return new Traffic(
        List.of(new Flow(new UpdateKind(0, "update", bodyBytes, true), perSecond, 1, burst)));
  }

  /// Movements of all peers, and bursts of some.
  static Traffic bursts(int bodyBytes, double perSecond, SceneBursts bursts) {
    UpdateKind movement = new UpdateKind(0, "movement", bodyBytes, true);
    UpdateKind scene = new UpdateKind(1, "scene state", bursts.bodyBytes(), true);
    return new Traffic(
        List.of(
            new Flow(movement, perSecond, 1, 0),
            new Flow(scene, bursts.perSecond(), bursts.share(), bursts.updates())));
  }

  /// The traffic mix of an island: rates and sizes of current clients.
  static Traffic island() {
    List<Flow> flows = new ArrayList<>();
    addTo(flows, "position", 42, false, 10, 0.5);
    addTo(flows, "movement", 70, false, 10, 0.5);
    addTo(flows, "profile version", 12, true, 0.5, 1);
    addTo(flows, "profile request", 52, true, 0.05, 1);
    addTo(flows, "profile response", 6_000, true, 0.05, 1);
    addTo(flows, "chat", 120, true, 0.05, 1);
    addTo(flows, "voice", 130, false, 25, 0.05);
    addTo(flows, "scene state", 3_000, true, 0.2, 0.1);
    return new Traffic(flows);
  }

  private static void addTo(
      List<Flow> flows, String name, int bytes, boolean reliable, double rate, double share) {
    flows.add(new Flow(new UpdateKind(flows.size(), name, bytes, reliable), rate, share, 0));
  }

  /// The same flows at another rate.
  Traffic times(double factor) {
    return new Traffic(
        flows.stream()
            .map(h -> new Flow(h.kind(), h.perSecond() * factor, h.share(), h.burst()))
            .toList());
  }

  /// Updates per second of one peer on average.
  double perSecond() {
    return flows.stream().mapToDouble(flow -> flow.perSecond() * flow.share()).sum();
  }

  UpdateKinds kinds() {
    return new UpdateKinds(flows.stream().map(Flow::kind).toList());
  }
}
