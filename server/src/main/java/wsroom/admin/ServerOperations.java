package wsroom.admin;

import java.util.List;
import java.util.Locale;
import wsroom.config.OperatorAct;
import wsroom.events.EventFeed;
import wsroom.events.EventLog;

/// Operations on the server as a whole: its state, drain and resume.
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
        new Operation(
            "GET",
            "/admin/server",
            Need.toRead(Need.Reach.COVERED),
            (Operation.Query) _ -> state()),
        new Operation(
            "POST",
            "/admin/drain",
            Need.to(OperatorAct.DRAIN, Need.Reach.SERVER),
            (Operation.Action) this::drain),
        new Operation(
            "POST",
            "/admin/resume",
            Need.to(OperatorAct.DRAIN, Need.Reach.SERVER),
            (Operation.Action) this::resume));
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

  private Response drain(Operation.Request request, ActionRequest details) {
    AuditLog.onServer(
        request.operator(), details.keepPeers() ? "drain, peers stay" : "drain", details);
    server.drain(details.keepPeers());
    return phaseOnly();
  }

  private Response resume(Operation.Request request, ActionRequest details) {
    if (!server.resume()) {
      return Response.error(409, "Conflict", "server is shutting down");
    }
    AuditLog.onServer(request.operator(), "resume", details);
    return phaseOnly();
  }

  private Response phaseOnly() {
    return Response.ok(json -> json.writeStringProperty("phase", phase()));
  }

  private String phase() {
    return server.phase().name().toLowerCase(Locale.ROOT);
  }
}
