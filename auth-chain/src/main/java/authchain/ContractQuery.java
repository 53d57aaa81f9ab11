package authchain;

import java.time.Instant;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Bytes32;

/// Asks a contract whether a signature of a text is valid (EIP-1271, EIP-1654). Equal queries have
/// the same result.
///
/// @param contract an address in lower case
/// @param signature `0x` and whole bytes in hex
record ContractQuery(String contract, String text, String signature, When when) {
  private static final String LATEST = "latest";

  /// The selector of `isValidSignature(bytes32,bytes)`, padded to a whole word and nothing after
  /// it: contracts that echo their input do not match (S7).
  private static final String MAGIC_VALUE = "0x1626ba7e" + "0".repeat(56);

  /// The time at which the contract's result counts.
  sealed interface When {
    /// Equal for all callers, so that identical queries are sent once.
    record Now() implements When {}

    record Past(Instant date) implements When {}
  }

  /// Loads the encoder, which takes web3j some 50 ms.
  static void warmUp() {
    var _ = new ContractQuery("0x", "", "0x", new When.Now()).callData(new byte[32]);
  }

  /// Calls the contract at the latest block; if it rejects there, at the block of the query's own
  /// time.
  ContractResult ask(JsonRpcClient node, Deadline deadline) {
    ContractResult latest = askAt(LATEST, node, deadline);
    if (!(latest instanceof ContractResult.Rejected)) {
      return latest;
    }
    return switch (when) {
      // The latest block may change between the calls, or differ between a node's backends: a
      // second call at one block decides, and if that fails, the rejection stands.
      case When.Now _ -> {
        ContractResult settled = askAtBlock(node.block(LATEST, deadline), node, deadline);
        yield settled instanceof ContractResult.Unavailable ? latest : settled;
      }
      case When.Past(Instant date) ->
          askAtBlock(BlockAtDate.find(node, date, deadline), node, deadline);
    };
  }

  private ContractResult askAtBlock(JsonRpcReply found, JsonRpcClient node, Deadline deadline) {
    return switch (found) {
      case JsonRpcReply.Block block ->
          askAt("0x" + Long.toHexString(block.number()), node, deadline);
      case JsonRpcReply.Failed failed -> new ContractResult.Unavailable(failed.why());
      default -> new ContractResult.Unavailable("block missing");
    };
  }

  /// Calls with the plain hash, as EIP-1654 wallets sign, then with that of the personal message.
  private ContractResult askAt(String block, JsonRpcClient node, Deadline deadline) {
    ContractResult plain = call(SignedText.plainHash(text), block, node, deadline);
    return plain instanceof ContractResult.Rejected
        ? call(SignedText.personalMessageHash(text), block, node, deadline)
        : plain;
  }

  private ContractResult call(byte[] hash, String block, JsonRpcClient node, Deadline deadline) {
    return switch (node.call(contract, callData(hash), block, deadline)) {
      case JsonRpcReply.Text(String reply) when isMagicValue(reply) ->
          new ContractResult.Accepted();
      case JsonRpcReply.Text _, JsonRpcReply.Nothing _, JsonRpcReply.Reverted _ ->
          new ContractResult.Rejected();
      case JsonRpcReply.Block _ -> new ContractResult.Unavailable("a block in place of a text");
      case JsonRpcReply.Failed failed -> new ContractResult.Unavailable(failed.why());
    };
  }

  /// Some nodes omit the prefix.
  private static boolean isMagicValue(String result) {
    return result.equalsIgnoreCase(MAGIC_VALUE)
        || result.equalsIgnoreCase(MAGIC_VALUE.substring(2));
  }

  /// The call of `isValidSignature(hash, signature)` in the encoding of the contract ABI.
  private String callData(byte[] hash) {
    byte[] bytes = Hex.parse(signature);
    if (bytes == null) {
      throw new IllegalStateException("the signature's form must be checked before the query");
    }
    return FunctionEncoder.encode(
        new Function(
            "isValidSignature",
            List.of(new Bytes32(hash), new DynamicBytes(bytes)),
            List.of())); // the returned bytes are compared as they are
  }
}
