package wsroom.loadtest.join;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import wsroom.proto.rfc4.Movement;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.Position;

/// Prints what happens in a room, a line each. Frequent updates, such as movements, are printed at
/// most once a second for each peer. Confined to one thread.
public final class RoomPrinter {
  private static final long MIN_INTERVAL_MILLIS = 1_000;
  private static final double STEP_METRES = 0.5;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /// Web clients prefix emotes in the chat with this.
  private static final char EMOTE_MARK = '␐';

  private final PrintWriter out;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Map<String, Point> positions = new HashMap<>();
  private final Map<String, Map<String, Long>> lastPrinted = new HashMap<>();

  private record Point(double x, double y, double z) {
    double distanceTo(Point other) {
      return Math.hypot(Math.hypot(x - other.x, y - other.y), z - other.z);
    }
  }

  public RoomPrinter(PrintWriter out, InstantSource clock, ZoneId zone) {
    this.out = out;
    this.clock = clock;
    this.zone = zone;
  }

  void welcomed(String room, String address, long alias, Collection<String> others) {
    line("you are in %s as %s (alias %d)".formatted(clean(room), address, alias));
    if (others.isEmpty()) {
      line("nobody else is here");
    }
    others.forEach(other -> line(shortName(other) + " is here"));
  }

  void joined(String address) {
    line(shortName(address) + " joins");
  }

  void left(String address) {
    positions.remove(address);
    lastPrinted.remove(address);
    line(shortName(address) + " leaves");
  }

  void kicked(String reason) {
    line("the server kicked you: " + clean(reason));
  }

  public void ended(String how) {
    line("connection closed: " + clean(how));
  }

  /// Prints an update of a peer.
  void received(String address, ByteString body) {
    Packet packet;
    try {
      packet = Packet.parseFrom(body);
    } catch (InvalidProtocolBufferException unknown) {
      printThrottled(address, "bytes", "sends %,d bytes of something else".formatted(body.size()));
      return;
    }
    switch (packet.getMessageCase()) {
      case CHAT -> chatted(address, packet.getChat().getMessage());
      case POSITION -> moved(address, point(packet.getPosition()));
      case MOVEMENT -> moved(address, point(packet.getMovement()));
      case MOVEMENT_COMPRESSED -> printThrottled(address, "moves", "moves");
      case PROFILE_VERSION ->
          printThrottled(
              address,
              "profile",
              "has profile version " + packet.getProfileVersion().getProfileVersion());
      case PROFILE_REQUEST ->
          printThrottled(
              address,
              "request",
              "asks for the profile of " + shortName(packet.getProfileRequest().getAddress()));
      case PROFILE_RESPONSE ->
          printThrottled(
              address,
              "response",
              "sends a profile, %,d characters"
                  .formatted(packet.getProfileResponse().getSerializedProfile().length()));
      case VOICE -> printThrottled(address, "voice", "speaks");
      case SCENE ->
          printThrottled(
              address,
              "scene",
              "sends %,d bytes for the scene".formatted(packet.getScene().getData().size()));
      case PLAYER_EMOTE -> printPeer(address, "plays " + clean(packet.getPlayerEmote().getUrn()));
      case SCENE_EMOTE -> printPeer(address, "plays " + clean(packet.getSceneEmote().getSource()));
      case MESSAGE_NOT_SET ->
          printThrottled(
              address, "bytes", "sends %,d bytes of something else".formatted(body.size()));
    }
  }

  private void chatted(String address, String message) {
    if (!message.isEmpty() && message.charAt(0) == EMOTE_MARK) {
      printPeer(address, "plays " + clean(message.substring(1)));
    } else {
      line(shortName(address) + ": " + clean(message));
    }
  }

  private void moved(String address, Point point) {
    Point before = positions.get(address);
    if (before != null && before.distanceTo(point) < STEP_METRES) {
      return;
    }
    if (printThrottled(
        address, "moves", "is at %.1f, %.1f, %.1f".formatted(point.x, point.y, point.z))) {
      positions.put(address, point);
    }
  }

  private static Point point(Position position) {
    return new Point(position.getPositionX(), position.getPositionY(), position.getPositionZ());
  }

  private static Point point(Movement movement) {
    return new Point(movement.getPositionX(), movement.getPositionY(), movement.getPositionZ());
  }

  private boolean printThrottled(String address, String what, String text) {
    Map<String, Long> times = lastPrinted.computeIfAbsent(address, _ -> new HashMap<>());
    long now = clock.millis();
    Long last = times.get(what);
    if (last != null && now - last < MIN_INTERVAL_MILLIS) {
      return false;
    }
    times.put(what, now);
    printPeer(address, text);
    return true;
  }

  private void printPeer(String address, String text) {
    line(shortName(address) + " " + text);
  }

  private void line(String text) {
    Instant now = clock.instant();
    out.println(TIME.format(now.atZone(zone)) + "  " + text);
    out.flush();
  }

  /// A short form such as `0x1234…abcd`, enough to tell peers apart.
  private static String shortName(String address) {
    String name = clean(address);
    return name.length() > 14
        ? name.substring(0, 6) + "…" + name.substring(name.length() - 4)
        : name;
  }

  /// Replaces control characters, with which other peers could take over the terminal.
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }
}
