package wsroom.admin;

import wsroom.http.Responses;

/// What an operation answers.
///
/// @param status of HTTP
/// @param body the properties of a JSON object
record Response(int status, Responses.JsonBody body) {

  static Response ok(Responses.JsonBody body) {
    return new Response(200, body);
  }

  /// In the form of all refusals: `{"error":…,"message":…}`.
  static Response refusal(int status, String error, String message) {
    return new Response(
        status,
        json -> {
          json.writeStringProperty("error", error);
          json.writeStringProperty("message", message);
        });
  }

  static Response badRequest(String message) {
    return refusal(400, "Bad Request", message);
  }
}
