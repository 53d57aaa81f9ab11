package wsroom.admin;

import java.util.List;
import java.util.Locale;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;

/// The server as a whole: how it does, and whether it takes anyone in.
final class ServerOperations {
  private final ServerControl server;
  private final EventLog log;
  private final EventFeed feed;

  ServerOperations(ServerControl server, EventLog log, EventFeed feed) {
    this.server = server;
    this.log = log;
    this.feed = feed;
  }

  List<Operation> all() {
    return List.of(
        new Operation("GET", "/admin/server", (Operation.Query) _ -> state()),
        new Operation("POST", "/admin/drain", (Operation.Action) this::drain),
        new Operation("POST", "/admin/resume", (Operation.Action) this::resume));
  }

  private Response state() {
    return Response.ok(
        json -> {
          json.writeStringProperty("phase", phase());
          json.writeStringProperty("source", feed.source());
          json.writeNumberProperty("lastEvent", log.last());
          json.writeNumberProperty("eventConsumers", feed.consumers());
        });
  }

  private Response drain(Operation.Request request, ActionRequest act) {
    AuditLog.onServer(request.operator(), act.keepPeers() ? "drain, peers stay" : "drain", act);
    server.drain(act.keepPeers());
    return phaseOnly();
  }

  private Response resume(Operation.Request request, ActionRequest act) {
    if (!server.resume()) {
      return Response.refusal(409, "Conflict", "the server is ending");
    }
    AuditLog.onServer(request.operator(), "resume", act);
    return phaseOnly();
  }

  private Response phaseOnly() {
    return Response.ok(json -> json.writeStringProperty("phase", phase()));
  }

  private String phase() {
    return server.phase().name().toLowerCase(Locale.ROOT);
  }
}
