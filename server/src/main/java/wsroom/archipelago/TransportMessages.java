package wsroom.archipelago;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import wsroom.proto.archipelago.TransportAuthorizationResponse;
import wsroom.proto.archipelago.TransportHeartbeat;
import wsroom.proto.archipelago.TransportInit;
import wsroom.proto.archipelago.TransportMessage;
import wsroom.proto.archipelago.TransportType;

/// Encodes and decodes the messages between transports and the registry.
final class TransportMessages {

  private TransportMessages() {}

  /// A message from the registry.
  sealed interface Incoming {}

  /// Asks for users' connection strings.
  record Request(String requestId, String roomId, List<String> userIds) implements Incoming {}

  /// A message of a newer protocol, or one that only transports send.
  record Unknown() implements Incoming {}

  /// Not a message.
  record Malformed() implements Incoming {}

  static Incoming parse(byte[] message) {
    try {
      TransportMessage parsed = TransportMessage.parseFrom(message);
      if (!parsed.hasAuthRequest()) {
        return new Unknown();
      }
      var request = parsed.getAuthRequest();
      return new Request(
          request.getRequestId(), request.getRoomId(), List.copyOf(request.getUserIdsList()));
    } catch (InvalidProtocolBufferException e) {
      return new Malformed();
    }
  }

  static ByteBuffer init(int maxIslandSize) {
    return bytes(
        TransportMessage.newBuilder()
            .setInit(
                TransportInit.newBuilder()
                    .setType(TransportType.TT_WS)
                    .setMaxIslandSize(maxIslandSize)));
  }

  static ByteBuffer heartbeat(RoomHost.Figures figures) {
    return bytes(
        TransportMessage.newBuilder()
            .setHeartbeat(
                TransportHeartbeat.newBuilder()
                    .setAvailableSeats(figures.availableSeats())
                    .setUsersCount(figures.users())));
  }

  static ByteBuffer answer(String requestId, Map<String, String> connectionStrings) {
    return bytes(
        TransportMessage.newBuilder()
            .setAuthResponse(
                TransportAuthorizationResponse.newBuilder()
                    .setRequestId(requestId)
                    .putAllConnStrs(connectionStrings)));
  }

  private static ByteBuffer bytes(TransportMessage.Builder message) {
    return ByteBuffer.wrap(message.build().toByteArray());
  }
}
