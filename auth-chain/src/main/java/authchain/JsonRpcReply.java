package authchain;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What an Ethereum node answered.
sealed interface JsonRpcReply {
  /// A text, which is what calls of contracts result in.
  record Text(String text) implements JsonRpcReply {}

  /// A block's number and its time in seconds since 1970.
  record Block(long number, long timestamp) implements JsonRpcReply {}

  /// `null`, which is what blocks that do not exist result in.
  record Nothing() implements JsonRpcReply {}

  /// The contract gave up: it has no such function, or refuses.
  record Reverted() implements JsonRpcReply {}

  /// No answer to the question: no connection, no time, no permission, no sense.
  ///
  /// @param why for the log; nothing that the node or a client wrote
  /// @param passing whether the next attempt may well succeed
  record Failed(String why, boolean passing) implements JsonRpcReply {
    Failed(String why) {
      this(why, false);
    }
  }

  /// Reads a reply's body. Whatever is not a JSON-RPC 2.0 reply is a failure, never an exception.
  static JsonRpcReply parse(byte[] body) {
    try (JsonParser parser = Reader.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return new Reader(parser).read();
    } catch (JacksonException e) {
      return new Failed("no JSON");
    }
  }

  /// Reads one reply.
  final class Reader {
    private static final JsonFactory FACTORY = new JsonFactory();

    /// How nodes of several makes word that a call failed inside the contract.
    private static final String[] FAILED_INSIDE = {
      "revert",
      "invalid opcode",
      "invalid jump",
      "bad instruction",
      "bad jump",
      "out of gas",
      "stack underflow",
      "stack overflow",
      "vm execution error"
    };

    private final JsonParser parser;
    private @Nullable JsonRpcReply result;
    private @Nullable JsonRpcReply error;
    private boolean version2;

    private Reader(JsonParser parser) {
      this.parser = parser;
    }

    private JsonRpcReply read() {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Failed("no JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "jsonrpc" -> version2 = "2.0".equals(textOrNull());
          case "result" -> result = readResult();
          case "error" -> error = readError();
          case null, default -> parser.skipChildren();
        }
      }
      if (!version2) {
        return new Failed("no JSON-RPC 2.0");
      }
      if (error != null) {
        return error;
      }
      return result != null ? result : new Failed("neither result nor error");
    }

    private JsonRpcReply readResult() {
      return switch (parser.currentToken()) {
        case VALUE_STRING -> new Text(parser.getString());
        case VALUE_NULL -> new Nothing();
        case START_OBJECT -> readBlock();
        default -> {
          parser.skipChildren();
          yield new Failed("a result of an unknown kind");
        }
      };
    }

    private JsonRpcReply readBlock() {
      long number = -1;
      long timestamp = -1;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "number" -> number = quantity(textOrNull());
          case "timestamp" -> timestamp = quantity(textOrNull());
          case null, default -> parser.skipChildren();
        }
      }
      return number < 0 || timestamp < 0
          ? new Failed("a block without number and time")
          : new Block(number, timestamp);
    }

    /// An error of the contract's, or of the node's. A member `error` that is null is none.
    private @Nullable JsonRpcReply readError() {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return new Failed("an error of an unknown kind");
      }
      boolean revertCode = false;
      String message = "";
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if ("code".equals(name) && value == JsonToken.VALUE_NUMBER_INT) {
          revertCode = parser.getString().equals("3");
        } else if ("message".equals(name) && value == JsonToken.VALUE_STRING) {
          message = parser.getString().toLowerCase(Locale.ROOT);
        } else {
          parser.skipChildren();
        }
      }
      return revertCode || failedInside(message) ? new Reverted() : new Failed("an error");
    }

    private static boolean failedInside(String message) {
      for (String wording : FAILED_INSIDE) {
        if (message.contains(wording)) {
          return true;
        }
      }
      return false;
    }

    private @Nullable String textOrNull() {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        return parser.getString();
      }
      parser.skipChildren();
      return null;
    }

    /// The number that `0x` and up to 15 hex digits spell, or -1.
    private static long quantity(@Nullable String text) {
      if (text == null || !text.startsWith("0x") || text.length() < 3 || text.length() > 17) {
        return -1;
      }
      long number = 0;
      for (int i = 2; i < text.length(); i++) {
        int digit = Hex.digit(text.charAt(i));
        if (digit < 0) {
          return -1;
        }
        number = number << 4 | digit;
      }
      return number;
    }
  }
}
