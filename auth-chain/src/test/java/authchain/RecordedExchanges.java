package authchain;

import authchain.StubNode.HangUp;
import authchain.StubNode.Question;
import authchain.StubNode.Response;
import authchain.StubNode.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Replies of an Ethereum node recorded with a case, by request.
final class RecordedExchanges implements Function<Question, Response> {
  private record Exchange(Question question, Response response) {}

  private final List<Exchange> recorded = new ArrayList<>();
  private final boolean tricksTheReference;
  private final List<Question> unknown = new ArrayList<>();

  RecordedExchanges(JsonTree recordedCase) {
    List<JsonTree> exchanges = recordedCase.has("rpc") ? recordedCase.at("rpc").items() : List.of();
    for (JsonTree exchange : exchanges) {
      JsonTree request = exchange.at("request");
      recorded.add(
          new Exchange(
              StubNode.question(request.at("method").text(), request.at("params").array()),
              response(exchange.at("response"))));
    }
    tricksTheReference = recordedCase.at("strict").at("violates").array().contains("S7");
  }

  /// The first unused reply to that request.
  @Override
  public synchronized Response apply(Question question) {
    for (Exchange exchange : recorded) {
      if (exchange.question().equals(question)) {
        recorded.remove(exchange);
        return exchange.response();
      }
    }
    // The reference accepted the first reply of a contract that deceives it, and sent no more. The
    // strict rules reject that reply.
    if (question.method().equals("eth_call") && !tricksTheReference) {
      unknown.add(question);
    }
    return tricksTheReference ? StubNode.text(StubNode.NO) : new Status(500, "");
  }

  /// Requests without a recorded reply: other contracts, data or blocks.
  synchronized List<Question> unknown() {
    return List.copyOf(unknown);
  }

  private static Response response(JsonTree recorded) {
    if (recorded.has("networkError")) {
      return new HangUp();
    }
    if (recorded.has("status")) {
      return new Status((int) recorded.at("status").number(), recorded.at("body").text());
    }
    Map<String, @Nullable Object> reply = new LinkedHashMap<>(recorded.object());
    if (reply.remove("omitJsonrpc") == null) {
      reply.put("jsonrpc", "2.0");
    }
    reply.put("id", 1L);
    return new Status(200, new JsonTree(reply).toJson());
  }
}
