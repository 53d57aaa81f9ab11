package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import authchain.JsonRpcReply.Block;
import authchain.StubNode.Question;
import authchain.StubNode.Response;
import authchain.StubNode.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The search for the latest block at a time, on chains with irregular intervals.
class BlockAtDateTest {
  private static final int LATEST = 400;

  private final StubNode node = new StubNode();
  private final JsonRpcClient client = new JsonRpcClient(node.node());

  @AfterEach
  void stopNode() {
    node.close();
  }

  @Test
  void lastBlockNotAfterTheTimeIsFound() {
    long[] times = irregularTimes();
    node.answering(chain(number -> times[(int) number]));
    for (int number = 1; number < LATEST; number += 7) {
      for (long seconds : new long[] {times[number], times[number + 1] - 1}) {
        assertThat(find(seconds)).as("at %d", seconds).isEqualTo(new Block(number, times[number]));
        assertThat(asked()).doesNotHaveDuplicates().hasSizeLessThan(20);
      }
    }
  }

  @Test
  void timesOutsideTheChainGiveItsFirstOrLatestBlock() {
    node.answering(chain(number -> 1_000 + 12 * number));

    assertThat(find(0)).isEqualTo(new Block(1, 1_012));
    assertThat(asked()).containsExactly("latest", "0x1");
    assertThat(find(1_011)).isEqualTo(new Block(1, 1_012));
    asked();
    assertThat(find(9_999)).isEqualTo(new Block(LATEST, 1_000 + 12 * LATEST));
    assertThat(find(1_000 + 12 * LATEST)).isEqualTo(new Block(LATEST, 1_000 + 12 * LATEST));
    assertThat(asked()).containsExactly("latest", "latest");
  }

  @Test
  void constantBlockIntervalNeedsOneGuess() {
    node.answering(chain(number -> 1_000 + 12 * number));

    assertThat(find(1_000 + 12 * 200 + 5)).isEqualTo(new Block(200, 1_000 + 12 * 200));
    assertThat(asked()).containsExactly("latest", "0x1", "0xc8", "0xc9");
  }

  @Test
  void lastOfBlocksWithTheSameTimeIsFound() {
    node.answering(chain(number -> 12 * (number >= 200 && number <= 205 ? 200 : number)));

    assertThat(find(12 * 200)).isEqualTo(new Block(205, 12 * 200));
  }

  @Test
  void chainOfOneBlockGivesThatBlock() {
    node.answering(_ -> block(1, 5_000));

    assertThat(find(10)).isEqualTo(new Block(1, 5_000));
  }

  @Test
  void inconsistentBlocksAreAFailure() {
    // All blocks between the first and the latest have the same time.
    node.answering(chain(number -> number == 1 ? 0 : number == LATEST ? 10_000 : 4_999));

    assertThat(find(5_000)).isEqualTo(new JsonRpcReply.Failed("no block found for the date"));
    assertThat(asked()).hasSize(2 + 24 + 1);
  }

  @Test
  void anyFailedRequestIsAFailure() {
    for (String failing : List.of("latest", "0x1", "0xc8", "0xc9")) {
      node.answering(
          question ->
              question.params().getFirst().equals(failing)
                  ? new Status(429, "")
                  : chain(number -> 12 * number).apply(question));
      assertThat(find(12 * 200)).isEqualTo(new JsonRpcReply.Failed("HTTP status 429"));

      node.answering(
          question ->
              question.params().getFirst().equals(failing)
                  ? StubNode.result("null")
                  : chain(number -> 12 * number).apply(question));
      assertThat(find(12 * 200)).isEqualTo(new JsonRpcReply.Failed("block missing"));
    }
  }

  private JsonRpcReply find(long seconds) {
    return BlockAtDate.find(
        client,
        Instant.ofEpochSecond(seconds),
        Deadline.in(Duration.ofSeconds(60), System::nanoTime));
  }

  private List<String> asked() {
    return node.takeRequests().stream()
        .map(question -> String.valueOf(question.params().getFirst()))
        .toList();
  }

  private static Function<Question, Response> chain(LongUnaryOperator time) {
    return question -> {
      String block = String.valueOf(question.params().getFirst());
      long number = block.equals("latest") ? LATEST : Long.decode(block);
      return number > LATEST ? StubNode.result("null") : block(number, time.applyAsLong(number));
    };
  }

  private static Response block(long number, long time) {
    return StubNode.result("{\"number\":\"0x%x\",\"timestamp\":\"0x%x\"}".formatted(number, time));
  }

  private static long[] irregularTimes() {
    SplittableRandom random = new SplittableRandom(1);
    long[] times = new long[LATEST + 2];
    for (int i = 1; i < times.length; i++) {
      times[i] = (i == 1 ? 1_000_000 : times[i - 1]) + random.nextInt(1, i % 50 == 0 ? 500 : 25);
    }
    return times;
  }
}
