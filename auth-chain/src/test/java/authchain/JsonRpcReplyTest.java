package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import authchain.JsonRpcReply.Block;
import authchain.JsonRpcReply.Failed;
import authchain.JsonRpcReply.Nothing;
import authchain.JsonRpcReply.Reverted;
import authchain.JsonRpcReply.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Parsing of an Ethereum node's replies.
class JsonRpcReplyTest {
  @Test
  void resultsAreParsedByType() {
    assertThat(reply("\"result\":\"0x12\"")).isEqualTo(new Text("0x12"));
    assertThat(reply("\"result\":null")).isEqualTo(new Nothing());
    assertThat(reply("\"result\":{\"number\":\"0xA\",\"timestamp\":\"0xfF\"}"))
        .isEqualTo(new Block(10, 255));
    assertThat(reply("\"error\":null,\"result\":\"0x\"")).isEqualTo(new Text("0x"));
  }

  @Test
  void unknownMembersAreIgnoredAtAnyDepth() {
    assertThat(reply("\"x\":{\"result\":\"0x1\",\"error\":{\"code\":3}},\"result\":\"0x2\""))
        .isEqualTo(new Text("0x2"));
    assertThat(
            reply(
                "\"result\":{\"hash\":[{\"number\":\"0x9\"}],\"number\":\"0x1\","
                    + "\"x\":{\"timestamp\":\"0x9\"},\"timestamp\":\"0x2\"}"))
        .isEqualTo(new Block(1, 2));
    assertThat(reply("\"error\":{\"data\":{\"code\":3,\"message\":\"revert\"},\"code\":4}"))
        .isInstanceOf(Failed.class);
  }

  @Test
  void resultsOfOtherTypesAreFailuresAndTheRestIsRead() {
    for (String result : List.of("true", "7", "[{\"jsonrpc\":\"1.0\"}]")) {
      assertThat(JsonRpcReply.parse(bytes("{\"result\":" + result + ",\"jsonrpc\":\"2.0\"}")))
          .isEqualTo(new Failed("a result of an unknown kind"));
    }
    for (String error : List.of("true", "\"revert\"", "[{\"jsonrpc\":\"1.0\"}]")) {
      assertThat(JsonRpcReply.parse(bytes("{\"error\":" + error + ",\"jsonrpc\":\"2.0\"}")))
          .isEqualTo(new Failed("an error of an unknown kind"));
    }
  }

  @Test
  void malformedReplyIsAFailure() {
    assertThat(reply("\"id\":2")).isEqualTo(new Failed("neither result nor error"));
    assertThat(reply("\"error\":null")).isEqualTo(new Failed("neither result nor error"));
    assertThat(JsonRpcReply.parse(bytes("[]"))).isEqualTo(new Failed("no JSON object"));
    assertThat(JsonRpcReply.parse(bytes("{"))).isEqualTo(new Failed("no JSON"));
    for (String version : List.of("\"1.0\"", "2.0", "{\"a\":\"2.0\"}", "null")) {
      assertThat(JsonRpcReply.parse(bytes("{\"jsonrpc\":" + version + ",\"result\":\"0x\"}")))
          .as(version)
          .isEqualTo(new Failed("no JSON-RPC 2.0"));
    }
  }

  @Test
  void blockNumberAndTimeAreInHex() {
    String most = "f".repeat(15);
    assertThat(block("\"0x0\"", "\"0x" + most + "\"")).isEqualTo(new Block(0, (1L << 60) - 1));
    assertThat(block("\"0x" + most + "\"", "\"0x0\"")).isEqualTo(new Block((1L << 60) - 1, 0));
    for (String wrong :
        List.of(
            "\"0x\"",
            "\"0x1" + most + "\"",
            "\"10\"",
            "\"0x1g\"",
            "\"0x/\"",
            "\"0x:\"",
            "7",
            "null",
            "[\"0x1\"]")) {
      assertThat(block(wrong, "\"0x1\"")).as(wrong).isInstanceOf(Failed.class);
      assertThat(block("\"0x1\"", wrong)).as(wrong).isInstanceOf(Failed.class);
    }
  }

  @Test
  void revertIsRecognisedByCodeOrWording() {
    assertThat(error("\"code\":3")).isEqualTo(new Reverted());
    for (String words :
        List.of(
            "Execution REVERTED",
            "invalid opcode: 0xfe",
            "invalid jump destination",
            "bad instruction fe",
            "bad jump destination",
            "out of gas",
            "stack underflow",
            "stack overflow",
            "VM execution error.")) {
      assertThat(error("\"code\":-32000,\"message\":\"" + words + "\""))
          .as(words)
          .isEqualTo(new Reverted());
    }
  }

  @Test
  void otherErrorsAreFailuresOfTheNode() {
    for (String error :
        List.of(
            "",
            "\"code\":-3",
            "\"code\":\"3\"",
            "\"code\":3.0",
            "\"message\":[\"revert\"]",
            "\"note\":\"revert\"",
            "\"code\":-32005,\"message\":\"limit exceeded\"")) {
      assertThat(error(error)).as(error).isEqualTo(new Failed("an error"));
    }
  }

  private static JsonRpcReply error(String members) {
    return reply("\"error\":{" + members + "}");
  }

  private static JsonRpcReply block(String number, String timestamp) {
    return reply("\"result\":{\"number\":" + number + ",\"timestamp\":" + timestamp + "}");
  }

  private static JsonRpcReply reply(String members) {
    return JsonRpcReply.parse(bytes("{\"jsonrpc\":\"2.0\",\"id\":1," + members + "}"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
