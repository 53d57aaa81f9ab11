package wsroom.admin;

import java.util.List;
import wsroom.config.OperatorAct;
import wsroom.config.RoomPattern;
import wsroom.config.TokenScope;
import wsroom.config.Topic;

/// Describes the token of a request, so that a console can show what its owner may do.
final class TokenOperations {

  List<Operation> all() {
    return List.of(
        new Operation(
            "GET",
            "/admin/token",
            Need.toRead(Need.Reach.COVERED),
            (Operation.Query) request -> describe(request.operator())));
  }

  private static Response describe(Operator operator) {
    TokenScope scope = operator.scope();
    return Response.ok(
        json -> {
          json.writeStringProperty("name", operator.name());
          json.writeName("rooms");
          if (scope.isServerWide()) {
            json.writeNull();
          } else {
            json.writeStartArray();
            scope.rooms().stream().map(RoomPattern::text).forEach(json::writeString);
            json.writeEndArray();
          }
          json.writeArrayPropertyStart("topics");
          scope.topics().stream().sorted().map(Topic::label).forEach(json::writeString);
          json.writeEndArray();
          json.writeArrayPropertyStart("acts");
          scope.acts().stream().sorted().map(OperatorAct::label).forEach(json::writeString);
          json.writeEndArray();
          json.writeName("expires");
          if (operator.expires().isPresent()) {
            json.writeString(operator.expires().get().toString());
          } else {
            json.writeNull();
          }
        });
  }
}
