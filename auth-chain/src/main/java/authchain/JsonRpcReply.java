package authchain;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A reply of an Ethereum node.
sealed interface JsonRpcReply {
  /// A string, the result of contract calls.
  record Text(String text) implements JsonRpcReply {}

  /// A block's number and its time in seconds since 1970.
  record Block(long number, long timestamp) implements JsonRpcReply {}

  /// `null`, the result for blocks that do not exist.
  record Nothing() implements JsonRpcReply {}

  /// The call reverted: the contract lacks the function, or rejects.
  record Reverted() implements JsonRpcReply {}

  /// No result: no connection, timeout, not permitted, or malformed.
  ///
  /// @param why for the log; contains no input of node or client
  /// @param retryable whether the next attempt may succeed
  record Failed(String why, boolean retryable) implements JsonRpcReply {
    Failed(String why) {
      this(why, false);
    }
  }

  /// Parses a reply's body. Anything that is not a JSON-RPC 2.0 reply is a failure, never an
  /// exception.
  static JsonRpcReply parse(byte[] body) {
    try (JsonParser parser = Reader.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return new Reader(parser).read();
    } catch (JacksonException e) {
      return new Failed("no JSON");
    }
  }

  /// Parses one reply.
  final class Reader {
    private static final JsonFactory FACTORY = new JsonFactory();

    /// Wordings of various nodes for a call that failed inside the contract.
    private static final String[] REVERT_WORDINGS = {
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

    /// A revert or an error of the node. A member `error` that is null counts as absent.
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
      return revertCode || isRevert(message) ? new Reverted() : new Failed("an error");
    }

    private static boolean isRevert(String message) {
      for (String wording : REVERT_WORDINGS) {
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

    /// The number in `0x` and up to 15 hex digits, or -1.
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
