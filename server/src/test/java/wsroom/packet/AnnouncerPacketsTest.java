package wsroom.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;

class AnnouncerPacketsTest {
  private final AnnouncerPackets packets = new AnnouncerPackets("Die \"Leitung\"");

  @Test
  void announcersHaveAddressesOfTheirOwn() {
    assertThat(AnnouncerPackets.address(1))
        .isEqualTo("0x77732d726f6f6d00000000000000000000000001")
        .hasSize(42);
    assertThat(AnnouncerPackets.address(Integer.MAX_VALUE)).endsWith("7fffffff").hasSize(42);
  }

  @Test
  void profileHasWhatClientsRequire() throws InvalidProtocolBufferException {
    Packet packet = body(packets.profile(7));
    JsonNode profile =
        JsonMapper.shared().readTree(packet.getProfileResponse().getSerializedProfile());

    assertThat(profile.get("name").asString()).isEqualTo("Die \"Leitung\"");
    assertThat(profile.get("userId").asString()).isEqualTo(AnnouncerPackets.address(7));
    assertThat(profile.get("ethAddress").asString()).isEqualTo(AnnouncerPackets.address(7));
    assertThat(profile.get("description").isString()).isTrue();
    assertThat(profile.get("tutorialStep").isInt()).isTrue();
    assertThat(profile.get("version").asInt())
        .isEqualTo(body(packets.profileVersion(7)).getProfileVersion().getProfileVersion());
    assertThat(profile.get("avatar").get("wearables").isArray()).isTrue();
    assertThat(profile.get("avatar").get("eyes").get("color").get("r").isNumber()).isTrue();
  }

  @Test
  void chatIsReliableAndHasATime() throws InvalidProtocolBufferException {
    WsPeerUpdate update =
        WsPacket.parseFrom(packets.chat(7, "hello", 4_000)).getPeerUpdateMessage();

    assertThat(update.getFromAlias()).isEqualTo(7);
    assertThat(update.getUnreliable()).isFalse();
    Packet packet = Packet.parseFrom(update.getBody());
    assertThat(packet.getChat().getMessage()).isEqualTo("hello");
    assertThat(packet.getChat().getTimestamp()).isEqualTo(4_000);
    assertThat(packet.getProtocolVersion()).isEqualTo(100);
  }

  private static Packet body(byte[] packet) throws InvalidProtocolBufferException {
    return Packet.parseFrom(WsPacket.parseFrom(packet).getPeerUpdateMessage().getBody());
  }
}
