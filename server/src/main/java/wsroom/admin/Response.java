package wsroom.admin;

import wsroom.http.Responses;

/// The response of an operation.
///
/// @param status of HTTP
/// @param body the properties of a JSON object
record Response(int status, Responses.JsonBody body) {

  static Response ok(Responses.JsonBody body) {
    return new Response(200, body);
  }

  /// An error in the form of all error responses: `{"error":…,"message":…}`.
  static Response error(int status, String error, String message) {
    return new Response(
        status,
        json -> {
          json.writeStringProperty("error", error);
          json.writeStringProperty("message", message);
        });
  }

  static Response forbidden(String missing) {
    return error(403, "Forbidden", missing);
  }

  static Response invalidAddress() {
    return badRequest("invalid address: must be 0x and 40 hexadecimal digits");
  }

  static Response badRequest(String message) {
    return error(400, "Bad Request", message);
  }
}
