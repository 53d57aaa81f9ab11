package wsroom.admin;

import wsroom.http.Answers;

/// What an operation answers.
///
/// @param status of HTTP
/// @param body the properties of a JSON object
record Answer(int status, Answers.JsonBody body) {

  static Answer ok(Answers.JsonBody body) {
    return new Answer(200, body);
  }

  /// In the form of all refusals: `{"error":…,"message":…}`.
  static Answer refusal(int status, String error, String message) {
    return new Answer(
        status,
        json -> {
          json.writeStringProperty("error", error);
          json.writeStringProperty("message", message);
        });
  }

  static Answer badRequest(String message) {
    return refusal(400, "Bad Request", message);
  }
}
