package wsroom.admin;

import java.util.List;
import tools.jackson.core.JsonGenerator;
import wsroom.config.TokenScope;
import wsroom.moderation.TemporaryBlocks;

/// Writes the temporary blocks as JSON.
final class BlockJson {
  private BlockJson() {}

  static void write(JsonGenerator json, OperatorService operators, TokenScope scope) {
    write(
        json,
        "addresses",
        "address",
        scope.isServerWide() ? operators.bannedAddresses() : List.of());
    write(
        json,
        "rooms",
        "roomId",
        operators.closedRooms().stream().filter(room -> scope.coversRoom(room.name())).toList());
    json.writeArrayPropertyStart("addressesInRooms");
    for (TemporaryBlocks.Block block : operators.bannedInRooms()) {
      int space = block.name().indexOf(' ');
      String roomId = block.name().substring(space + 1);
      if (scope.coversRoom(roomId)) {
        json.writeStartObject();
        json.writeStringProperty("address", block.name().substring(0, space));
        json.writeStringProperty("roomId", roomId);
        writeRest(json, block);
      }
    }
    json.writeEndArray();
  }

  private static void write(
      JsonGenerator json, String list, String name, List<TemporaryBlocks.Block> blocks) {
    json.writeArrayPropertyStart(list);
    for (TemporaryBlocks.Block block : blocks) {
      json.writeStartObject();
      json.writeStringProperty(name, block.name());
      writeRest(json, block);
    }
    json.writeEndArray();
  }

  private static void writeRest(JsonGenerator json, TemporaryBlocks.Block block) {
    json.writeStringProperty("until", block.until().toString());
    json.writeStringProperty("reason", block.reason());
    json.writeEndObject();
  }
}
