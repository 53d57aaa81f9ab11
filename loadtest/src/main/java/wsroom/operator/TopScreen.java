package wsroom.operator;

import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One screen of `top`.
///
/// @param phase of the server; empty without a token
/// @param rooms the answer of `/admin/rooms`; without members if there is none
record TopScreen(URI server, Interval interval, String phase, Json rooms) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final String LAG = "ws_room_fan_out_lag_seconds";
  private static final String CLOSES = "ws_room_closes_total";
  private static final int SHOWN_REASONS = 8;

  List<String> lines(Style style, Instant now, ZoneId zone, int maxRooms) {
    List<String> lines = new ArrayList<>();
    lines.add(header(style, TIME.withZone(zone).format(now)));
    lines.add("");
    lines.add(
        line(
            style,
            "here",
            Figures.count(value("dcl_ws_rooms_count"))
                + " rooms, "
                + Figures.count(value("dcl_ws_rooms_connections"))
                + " peers, "
                + Figures.count(value("ws_room_open_connections"))
                + " connections"));
    lines.add(line(style, "delivered", traffic("dcl_ws_rooms_out")));
    lines.add(line(style, "received", traffic("dcl_ws_rooms_in")));
    lines.add(
        line(
            style,
            "lag",
            "p50 "
                + Figures.millis(interval.quantile(LAG, 0.5))
                + ", p99 "
                + Figures.millis(interval.quantile(LAG, 0.99))));
    lines.add(line(style, "backlog", backlog()));
    lines.add(line(style, "process", process()));
    lines.add(line(style, "closes", closes(style)));
    addRooms(lines, style, maxRooms);
    return lines;
  }

  private String header(Style style, String time) {
    Metrics now = interval.after();
    String build = "ws_room_service_build_info";
    String shownPhase = phase.equals("ready") ? phase : style.alert(phase);
    return style.bold(
            Style.clean(
                "ws-room %s (%s)"
                    .formatted(now.label(build, "version"), now.label(build, "commitHash"))))
        + "  "
        + server
        + (phase.isEmpty() ? "" : "  " + shownPhase)
        + "  up "
        + Figures.duration(Duration.ofSeconds((long) value("process_uptime_seconds")))
        + "  "
        + style.dim(time);
  }

  private static String line(Style style, String name, String figures) {
    return style.dim("%-10s".formatted(name)) + figures;
  }

  private String traffic(String counters) {
    return Figures.count(rate(counters + "_messages_total"))
        + "/s, "
        + Figures.bytes(rate(counters + "_bytes_total"))
        + "/s";
  }

  private String backlog() {
    return Figures.bytes(value("ws_room_backlog_bytes"))
        + " for "
        + Figures.count(value("ws_room_backlogged_connections"))
        + " connections; dropped "
        + Figures.count(rate("dcl_ws_rooms_dropped_unreliable_messages_total"))
        + "/s; "
        + Figures.count(value("ws_room_paused_senders"))
        + " senders paused";
  }

  private String process() {
    return String.format(
        Locale.ROOT,
        "CPU %.2f of %.0f cores; memory %s, heap %s; %.0f of %.0f descriptors",
        rate("process_cpu_seconds_total"),
        value("system_cpu_count"),
        Figures.bytes(value("process_resident_memory_bytes")),
        Figures.bytes(interval.after().get("jvm_memory_used_bytes", "area", "heap")),
        value("process_open_fds"),
        value("process_max_fds"));
  }

  /// The most frequent reasons since the start, with the increase since the last screen.
  private String closes(Style style) {
    Map<String, Double> recent = interval.increases(CLOSES, "reason");
    List<String> reasons =
        interval.after().by(CLOSES, "reason").entrySet().stream()
            .filter(reason -> reason.getValue() > 0)
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(SHOWN_REASONS)
            .map(
                reason -> {
                  String text =
                      Style.clean(reason.getKey()) + " " + Figures.count(reason.getValue());
                  Double more = recent.get(reason.getKey());
                  return more == null ? text : style.bold(text + " (+" + Figures.count(more) + ")");
                })
            .toList();
    return reasons.isEmpty() ? "none" : String.join(", ", reasons);
  }

  private void addRooms(List<String> lines, Style style, int maxRooms) {
    List<Json> all =
        rooms.get("rooms").items().stream()
            .sorted(Comparator.comparingLong((Json room) -> room.get("peers").number()).reversed())
            .toList();
    if (all.isEmpty()) {
      return;
    }
    Table table = new Table("ROOM", ">PEERS");
    all.stream()
        .limit(maxRooms)
        .forEach(room -> table.row(room.get("roomId").text(), room.get("peers").text()));
    lines.add("");
    lines.addAll(table.lines(style));
    if (all.size() > maxRooms) {
      lines.add("and " + (all.size() - maxRooms) + " more");
    }
  }

  /// The same figures for scripts, on one line.
  String json() {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("server", server.toString());
      json.writeStringProperty("phase", phase);
      number(json, "rooms", value("dcl_ws_rooms_count"));
      number(json, "peers", value("dcl_ws_rooms_connections"));
      number(json, "connections", value("ws_room_open_connections"));
      number(json, "deliveriesPerSecond", rate("dcl_ws_rooms_out_messages_total"));
      number(json, "deliveredBytesPerSecond", rate("dcl_ws_rooms_out_bytes_total"));
      number(json, "receivedPacketsPerSecond", rate("dcl_ws_rooms_in_messages_total"));
      number(json, "receivedBytesPerSecond", rate("dcl_ws_rooms_in_bytes_total"));
      number(json, "lagP50Seconds", interval.quantile(LAG, 0.5));
      number(json, "lagP99Seconds", interval.quantile(LAG, 0.99));
      number(json, "backlogBytes", value("ws_room_backlog_bytes"));
      number(json, "backloggedConnections", value("ws_room_backlogged_connections"));
      number(json, "droppedPerSecond", rate("dcl_ws_rooms_dropped_unreliable_messages_total"));
      number(json, "cpuCores", rate("process_cpu_seconds_total"));
      number(json, "residentBytes", value("process_resident_memory_bytes"));
      number(json, "openDescriptors", value("process_open_fds"));
      json.writeObjectPropertyStart("closes");
      interval.after().by(CLOSES, "reason").forEach((reason, count) -> number(json, reason, count));
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void number(JsonGenerator json, String name, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      json.writeNullProperty(name);
    } else if (value == Math.rint(value)) {
      json.writeNumberProperty(name, (long) value);
    } else {
      json.writeNumberProperty(name, value);
    }
  }

  private double value(String name) {
    return interval.after().get(name);
  }

  private double rate(String name) {
    return interval.rate(name);
  }
}
