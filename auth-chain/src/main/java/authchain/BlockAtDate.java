package authchain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Finds the block that was the latest at a moment, by guessing along the mean time between blocks.
final class BlockAtDate {
  /// Guesses close in within four or five; these are for a node whose blocks make no sense.
  private static final int LIMIT_GUESSES = 24;

  private final JsonRpcClient node;
  private final Deadline deadline;
  private final Map<Long, JsonRpcReply> known = new HashMap<>();

  private BlockAtDate(JsonRpcClient node, Deadline deadline) {
    this.node = node;
    this.deadline = deadline;
  }

  /// A [JsonRpcReply.Block], or why there is none.
  static JsonRpcReply find(JsonRpcClient node, Instant date, Deadline deadline) {
    return new BlockAtDate(node, deadline).find(date.getEpochSecond());
  }

  private JsonRpcReply find(long seconds) {
    JsonRpcReply newest = node.block("latest", deadline);
    if (!(newest instanceof JsonRpcReply.Block latest)) {
      return failure(newest);
    }
    if (latest.timestamp() <= seconds) {
      return latest;
    }
    // The genesis block's own time is none.
    JsonRpcReply oldest = at(1);
    if (!(oldest instanceof JsonRpcReply.Block first)) {
      return failure(oldest);
    }
    if (seconds < first.timestamp() || latest.number() <= first.number()) {
      return first;
    }
    double pace =
        (double) (latest.timestamp() - first.timestamp()) / (latest.number() - first.number());
    long guess = (long) Math.ceil((seconds - first.timestamp()) / pace);
    return closeIn(seconds, Math.clamp(guess, 1, latest.number()), latest.number(), pace);
  }

  private JsonRpcReply closeIn(long seconds, long guess, long latest, double pace) {
    long number = guess;
    for (int i = 0; i < LIMIT_GUESSES; i++) {
      JsonRpcReply reply = at(number);
      if (!(reply instanceof JsonRpcReply.Block block)) {
        return failure(reply);
      }
      if (block.timestamp() <= seconds) {
        JsonRpcReply after = at(number + 1);
        if (!(after instanceof JsonRpcReply.Block next)) {
          return failure(after);
        }
        if (next.timestamp() > seconds) {
          return block;
        }
      }
      number = Math.clamp(number + step(seconds - block.timestamp(), pace), 1, latest);
    }
    return new JsonRpcReply.Failed("no block found for the date");
  }

  /// How many blocks on or back; never none. Past blocks are near each other, so a guess that lands
  /// after the moment goes back at least one.
  private static long step(long seconds, double pace) {
    long blocks = (long) Math.ceil(seconds / pace);
    if (blocks != 0) {
      return blocks;
    }
    return seconds < 0 ? -1 : 1;
  }

  private JsonRpcReply at(long number) {
    return known.computeIfAbsent(number, n -> node.block("0x" + Long.toHexString(n), deadline));
  }

  private static JsonRpcReply failure(JsonRpcReply reply) {
    return reply instanceof JsonRpcReply.Failed
        ? reply
        : new JsonRpcReply.Failed("no block where one has to be");
  }
}
