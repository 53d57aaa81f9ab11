package authchain;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// JSON-RPC client of an Ethereum node over HTTP. Every reply is limited in size and time; a
/// failure is a value.
final class JsonRpcClient {
  /// A block's header and the hashes of its transactions take some 100 kB.
  private static final long MAX_REPLY_BYTES = 1 << 20;

  /// The first HTTP status of server errors.
  private static final int SERVER_ERROR = 500;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final EthereumNode node;
  private @Nullable HttpClient http;

  JsonRpcClient(EthereumNode node) {
    this.node = node;
  }

  /// Created on first use: many servers never need it, and it loads all certificate authorities.
  private synchronized HttpClient http() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT_TIMEOUT)
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .build();
    }
    return http;
  }

  /// Calls a contract without changing anything.
  ///
  /// @param block `latest`, or a number in hex
  JsonRpcReply call(String to, String data, String block, Deadline deadline) {
    return ask(
        "eth_call",
        params -> {
          params.writeStartObject();
          params.writeStringProperty("to", to);
          params.writeStringProperty("data", data);
          params.writeEndObject();
          params.writeString(block);
        },
        deadline);
  }

  /// @param block `latest`, or a number in hex
  JsonRpcReply block(String block, Deadline deadline) {
    return ask(
        "eth_getBlockByNumber",
        params -> {
          params.writeString(block);
          params.writeBoolean(false); // hashes of transactions only
        },
        deadline);
  }

  /// Retries once after a transient failure: behind a gateway, the next attempt often reaches
  /// another backend.
  private JsonRpcReply ask(String method, Consumer<JsonGenerator> params, Deadline deadline) {
    String body = body(method, params);
    JsonRpcReply reply = exchange(body, deadline);
    return reply instanceof JsonRpcReply.Failed failed && failed.retryable()
        ? exchange(body, deadline)
        : reply;
  }

  private JsonRpcReply exchange(String body, Deadline deadline) {
    long remaining = deadline.remainingNanos();
    if (remaining <= 0) {
      return new JsonRpcReply.Failed("no time left");
    }
    HttpRequest request =
        HttpRequest.newBuilder(node.uri())
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    CompletableFuture<HttpResponse<byte[]>> response =
        http()
            .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_REPLY_BYTES));
    try {
      HttpResponse<byte[]> answer = response.get(remaining, NANOSECONDS);
      int status = answer.statusCode();
      return status == 200
          ? JsonRpcReply.parse(answer.body())
          : new JsonRpcReply.Failed("HTTP status " + status, status >= SERVER_ERROR);
    } catch (TimeoutException e) {
      response.cancel(true); // aborts the exchange: a trickling reply holds no connection
      return new JsonRpcReply.Failed("no reply in time");
    } catch (ExecutionException e) {
      return new JsonRpcReply.Failed(String.valueOf(e.getCause()), true);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      return new JsonRpcReply.Failed("interrupted");
    }
  }

  private static String body(String method, Consumer<JsonGenerator> params) {
    return Json.write(
        generator -> {
          generator.writeStartObject();
          generator.writeStringProperty("jsonrpc", "2.0");
          generator.writeNumberProperty("id", 1); // one request per exchange
          generator.writeStringProperty("method", method);
          generator.writeArrayPropertyStart("params");
          params.accept(generator);
          generator.writeEndArray();
          generator.writeEndObject();
        });
  }
}
