package wsroom.packet;

import com.google.protobuf.ByteString;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.proto.rfc4.AnnounceProfileVersion;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc4.ProfileResponse;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

/// The packets of an announcer: a peer that clients see for some seconds, and that says what an
/// operator has to say.
///
/// @param name in its profile
public record AnnouncerPackets(String name) {
  /// As clients send it.
  private static final int PROTOCOL_VERSION = 100;

  private static final int PROFILE_VERSION = 1;

  /// `ws-room` in ASCII. The address has no key, so nobody can join with it.
  private static final String ADDRESS_PREFIX = "0x77732d726f6f6d";

  private static final String BODY_SHAPE = "urn:decentraland:off-chain:base-avatars:BaseMale";
  private static final JsonFactory JSON = new JsonFactory();

  /// The address of an announcer: another one for each, since clients keep peers by address.
  public static String address(int alias) {
    return "%s%026x".formatted(ADDRESS_PREFIX, alias);
  }

  public byte[] join(int alias) {
    return ServerPackets.join(alias, address(alias));
  }

  public byte[] leave(int alias) {
    return ServerPackets.leave(alias);
  }

  public byte[] profileVersion(int alias) {
    return update(
        alias,
        Packet.newBuilder()
            .setProfileVersion(
                AnnounceProfileVersion.newBuilder().setProfileVersion(PROFILE_VERSION)));
  }

  /// The profile, which some clients must have before they show a chat.
  public byte[] profile(int alias) {
    return update(
        alias,
        Packet.newBuilder()
            .setProfileResponse(
                ProfileResponse.newBuilder().setSerializedProfile(profileJson(address(alias)))));
  }

  /// @param timeMillis since 1970
  public byte[] chat(int alias, String text, long timeMillis) {
    return update(
        alias,
        Packet.newBuilder()
            .setChat(Chat.newBuilder().setMessage(text).setTimestamp((double) timeMillis)));
  }

  private static byte[] update(int alias, Packet.Builder body) {
    ByteString bytes = body.setProtocolVersion(PROTOCOL_VERSION).build().toByteString();
    return WsPacket.newBuilder()
        .setPeerUpdateMessage(WsPeerUpdate.newBuilder().setFromAlias(alias).setBody(bytes))
        .build()
        .toByteArray();
  }

  private String profileJson(String address) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("userId", address);
      json.writeStringProperty("ethAddress", address);
      json.writeStringProperty("name", name);
      json.writeStringProperty("description", "");
      json.writeNumberProperty("version", PROFILE_VERSION);
      json.writeNumberProperty("tutorialStep", 0);
      json.writeBooleanProperty("hasClaimedName", false);
      json.writeBooleanProperty("hasConnectedWeb3", false);
      json.writeObjectPropertyStart("avatar");
      json.writeStringProperty("bodyShape", BODY_SHAPE);
      json.writeArrayPropertyStart("wearables");
      json.writeEndArray();
      json.writeArrayPropertyStart("emotes");
      json.writeEndArray();
      for (String part : new String[] {"eyes", "hair", "skin"}) {
        writeColor(json, part);
      }
      json.writeObjectPropertyStart("snapshots");
      json.writeStringProperty("face256", "");
      json.writeStringProperty("body", "");
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeColor(JsonGenerator json, String part) {
    json.writeObjectPropertyStart(part);
    json.writeObjectPropertyStart("color");
    for (String channel : new String[] {"r", "g", "b", "a"}) {
      json.writeNumberProperty(channel, channel.equals("a") ? 1 : 0.5);
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
