package authchain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Finds the latest block at a given time, by interpolation over the mean block interval.
final class BlockAtDate {
  /// Four or five guesses suffice; the limit is for nodes with inconsistent blocks.
  private static final int MAX_GUESSES = 24;

  private final JsonRpcClient node;
  private final Deadline deadline;
  private final Map<Long, JsonRpcReply> known = new HashMap<>();

  private BlockAtDate(JsonRpcClient node, Deadline deadline) {
    this.node = node;
    this.deadline = deadline;
  }

  /// A [JsonRpcReply.Block], or the failure.
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
    // The genesis block has no valid timestamp.
    JsonRpcReply oldest = at(1);
    if (!(oldest instanceof JsonRpcReply.Block first)) {
      return failure(oldest);
    }
    if (seconds < first.timestamp() || latest.number() <= first.number()) {
      return first;
    }
    double secondsPerBlock =
        (double) (latest.timestamp() - first.timestamp()) / (latest.number() - first.number());
    long guess = (long) Math.ceil((seconds - first.timestamp()) / secondsPerBlock);
    return search(seconds, Math.clamp(guess, 1, latest.number()), latest.number(), secondsPerBlock);
  }

  private JsonRpcReply search(long seconds, long guess, long latest, double secondsPerBlock) {
    long number = guess;
    for (int i = 0; i < MAX_GUESSES; i++) {
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
      number = Math.clamp(number + step(seconds - block.timestamp(), secondsPerBlock), 1, latest);
    }
    return new JsonRpcReply.Failed("no block found for the date");
  }

  /// Number of blocks to move, never 0. A guess after the given time moves back by at least one
  /// block.
  private static long step(long seconds, double secondsPerBlock) {
    long blocks = (long) Math.ceil(seconds / secondsPerBlock);
    if (blocks != 0) {
      return blocks;
    }
    return seconds < 0 ? -1 : 1;
  }

  private JsonRpcReply at(long number) {
    return known.computeIfAbsent(number, n -> node.block("0x" + Long.toHexString(n), deadline));
  }

  private static JsonRpcReply failure(JsonRpcReply reply) {
    return reply instanceof JsonRpcReply.Failed ? reply : new JsonRpcReply.Failed("block missing");
  }
}
