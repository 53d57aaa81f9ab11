package wsroom.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The subjects of a cluster, all below `wsroom.<cluster>`.
record Subjects(String cluster) {
  private static final int HASH_BYTES = 16;

  /// Blocks of a room.
  String room(String hash) {
    return prefix() + ".r." + hash;
  }

  /// Requests to one life of a node.
  String mailbox(long incarnation) {
    return prefix() + ".n." + incarnation;
  }

  /// Heartbeats of all nodes.
  String all() {
    return prefix() + ".a";
  }

  private String prefix() {
    return "wsroom." + cluster;
  }

  /// A key or the part of a subject for any text. 128 bits of SHA-256: two rooms of one hash cannot
  /// be made, and messages and records name their room besides.
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
