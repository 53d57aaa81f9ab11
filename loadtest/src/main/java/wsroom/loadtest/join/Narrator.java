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

/// Tells in lines what happens in a room. Whoever walks would fill the screen, so that of movements
/// only one a second and peer is told. Confined to one thread.
public final class Narrator {
  private static final long PAUSE_MILLIS = 1_000;
  private static final double STEP_METRES = 0.5;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /// Web clients put this before what is no speech but an emote.
  private static final char EMOTE_MARK = '␐';

  private final PrintWriter out;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Map<String, Long>> lastTold = new HashMap<>();

  private record Place(double x, double y, double z) {
    double distanceTo(Place other) {
      return Math.hypot(Math.hypot(x - other.x, y - other.y), z - other.z);
    }
  }

  public Narrator(PrintWriter out, InstantSource clock, ZoneId zone) {
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
    places.remove(address);
    lastTold.remove(address);
    line(shortName(address) + " leaves");
  }

  void kicked(String reason) {
    line("the server throws you out: " + clean(reason));
  }

  public void ended(String how) {
    line("the connection has ended: " + clean(how));
  }

  /// What someone says to all others.
  void heard(String address, ByteString body) {
    Packet packet;
    try {
      packet = Packet.parseFrom(body);
    } catch (InvalidProtocolBufferException unknown) {
      seldom(address, "bytes", "sends %,d bytes of something else".formatted(body.size()));
      return;
    }
    switch (packet.getMessageCase()) {
      case CHAT -> said(address, packet.getChat().getMessage());
      case POSITION -> moved(address, place(packet.getPosition()));
      case MOVEMENT -> moved(address, place(packet.getMovement()));
      case MOVEMENT_COMPRESSED -> seldom(address, "moves", "moves");
      case PROFILE_VERSION ->
          seldom(
              address,
              "profile",
              "has profile version " + packet.getProfileVersion().getProfileVersion());
      case PROFILE_REQUEST ->
          seldom(
              address,
              "request",
              "asks for the profile of " + shortName(packet.getProfileRequest().getAddress()));
      case PROFILE_RESPONSE ->
          seldom(
              address,
              "response",
              "sends a profile, %,d characters"
                  .formatted(packet.getProfileResponse().getSerializedProfile().length()));
      case VOICE -> seldom(address, "voice", "speaks");
      case SCENE ->
          seldom(
              address,
              "scene",
              "sends %,d bytes for the scene".formatted(packet.getScene().getData().size()));
      case PLAYER_EMOTE -> tell(address, "plays " + clean(packet.getPlayerEmote().getUrn()));
      case SCENE_EMOTE -> tell(address, "plays " + clean(packet.getSceneEmote().getSource()));
      case MESSAGE_NOT_SET ->
          seldom(address, "bytes", "sends %,d bytes of something else".formatted(body.size()));
    }
  }

  private void said(String address, String message) {
    if (!message.isEmpty() && message.charAt(0) == EMOTE_MARK) {
      tell(address, "plays " + clean(message.substring(1)));
    } else {
      line(shortName(address) + ": " + clean(message));
    }
  }

  private void moved(String address, Place place) {
    Place before = places.get(address);
    if (before != null && before.distanceTo(place) < STEP_METRES) {
      return;
    }
    if (seldom(address, "moves", "is at %.1f, %.1f, %.1f".formatted(place.x, place.y, place.z))) {
      places.put(address, place);
    }
  }

  private static Place place(Position position) {
    return new Place(position.getPositionX(), position.getPositionY(), position.getPositionZ());
  }

  private static Place place(Movement movement) {
    return new Place(movement.getPositionX(), movement.getPositionY(), movement.getPositionZ());
  }

  private boolean seldom(String address, String what, String text) {
    Map<String, Long> told = lastTold.computeIfAbsent(address, _ -> new HashMap<>());
    long now = clock.millis();
    Long last = told.get(what);
    if (last != null && now - last < PAUSE_MILLIS) {
      return false;
    }
    told.put(what, now);
    tell(address, text);
    return true;
  }

  private void tell(String address, String text) {
    line(shortName(address) + " " + text);
  }

  private void line(String text) {
    Instant now = clock.instant();
    out.println(TIME.format(now.atZone(zone)) + "  " + text);
    out.flush();
  }

  /// `0x1234…abcd`: enough to tell people apart.
  private static String shortName(String address) {
    String name = clean(address);
    return name.length() > 14
        ? name.substring(0, 6) + "…" + name.substring(name.length() - 4)
        : name;
  }

  /// Others choose what they send: control characters could take over the terminal.
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "·");
  }
}
