package wsroom.admin;

import java.util.Optional;
import wsroom.config.OperatorAct;
import wsroom.config.TokenScope;
import wsroom.http.RoomIdParser;

/// What a token must cover for an operation.
///
/// @param act that it must allow; empty if the operation reads
record Need(Reach reach, Optional<OperatorAct> act) {

  /// The part of the server that an operation concerns.
  enum Reach {
    /// Whatever the token covers; the operation leaves out the rest.
    COVERED,

    /// The room of the path.
    ROOM,

    /// The server as a whole.
    SERVER
  }

  static Need toRead(Reach reach) {
    return new Need(reach, Optional.empty());
  }

  static Need to(OperatorAct act, Reach reach) {
    return new Need(reach, Optional.of(act));
  }

  /// What a token lacks, in words for its owner; empty if it covers the operation.
  ///
  /// @param parameter of the path, as it was sent
  Optional<String> missingFrom(TokenScope scope, String parameter) {
    if (act.isPresent() && !scope.acts().contains(act.get())) {
      return Optional.of("this token lacks the act " + act.get().label());
    }
    return switch (reach) {
      case COVERED -> Optional.empty();
      case SERVER ->
          scope.isServerWide()
              ? Optional.empty()
              : Optional.of("this token is limited to rooms, and lacks the server as a whole");
      case ROOM -> missingRoom(scope, parameter);
    };
  }

  /// An invalid room id lacks nothing: the operation answers it.
  private static Optional<String> missingRoom(TokenScope scope, String parameter) {
    return switch (RoomIdParser.parse(parameter)) {
      case RoomIdParser.Room(String roomId) when !scope.coversRoom(roomId) ->
          Optional.of("this token lacks the room " + roomId);
      case RoomIdParser.Room _, RoomIdParser.Invalid _ -> Optional.empty();
    };
  }
}
