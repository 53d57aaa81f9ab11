package wsroom.server;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import wsroom.config.ServerConfig;
import wsroom.metrics.ServerMetrics;
import wsroom.room.ThreadRooms;
import wsroom.room.membership.RoomAuthority;
import wsroom.websocket.IoThread;

/// Makes this server a node of a cluster, if that is configured. Otherwise no class of the cluster
/// is loaded.
///
/// Immutable; thread-safe.
final class ClusterLifecycle {
  private final @Nullable ClusterMember member;
  private final RoomAuthority authority;

  /// Links the rooms of each I/O thread to the cluster. Called before the first room.
  ClusterLifecycle(
      ServerConfig config,
      List<IoThread> ioThreads,
      List<ThreadRooms> rooms,
      ServerMetrics metrics,
      Consumer<Error> onError) {
    if (config.cluster().isPresent()) {
      ClusterMember created =
          new ClusterMember(config, config.cluster().get(), ioThreads, rooms, metrics, onError);
      member = created;
      authority = created.authority();
    } else {
      member = null;
      authority = Configured.localAuthority(config.rooms());
    }
  }

  /// The authority of this server alone, or that of the cluster.
  RoomAuthority authority() {
    return authority;
  }

  /// Connects, and goes on until that works.
  void start() {
    if (member != null) {
      member.start();
    }
  }

  /// Whether the cluster is there, or there is none.
  boolean isReady() {
    return member == null || member.isReady();
  }

  /// Tells the other nodes that this one is about to end.
  void drain() {
    if (member != null) {
      member.drain();
    }
  }

  /// Leaves the cluster, after the last session has ended.
  void close() {
    if (member != null) {
      member.close();
    }
  }

  /// Lines for the health pages, those of the server itself first.
  List<String> notes(List<String> own) {
    return member == null ? own : Stream.concat(own.stream(), member.problem().stream()).toList();
  }

  /// Writes the cluster's state, for the status page and for operators.
  void writeStatus(JsonGenerator json) {
    Optional<ClusterMember> present = Optional.ofNullable(member);
    present.ifPresent(
        node -> {
          json.writeObjectPropertyStart("cluster");
          node.write(json);
          json.writeEndObject();
        });
  }
}
