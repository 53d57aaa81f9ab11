package authchain;

import java.time.Instant;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Bytes32;

/// Whether a contract takes a signature of a text for its own (EIP-1271, EIP-1654). Two questions
/// that are equal have the same answer.
///
/// @param contract an address in lower case
/// @param signature `0x` and whole bytes in hex
record ContractQuestion(String contract, String text, String signature, When when) {
  private static final String LATEST = "latest";

  /// The selector of `isValidSignature(bytes32,bytes)`, as a whole word and nothing after it:
  /// contracts that echo their input say no (S7).
  private static final String YES = "0x1626ba7e" + "0".repeat(56);

  /// At what time the contract's word counts.
  sealed interface When {
    /// All of now are one, so that identical questions are asked once.
    record Now() implements When {}

    record Past(Instant date) implements When {}
  }

  /// Loads the encoder, which takes web3j some 50 ms.
  static void warmUp() {
    var _ = new ContractQuestion("0x", "", "0x", new When.Now()).callData(new byte[32]);
  }

  /// Puts the question: at the latest block first; where the contract says no there, at the block
  /// of the question's own time.
  ContractAnswer ask(JsonRpcClient node, Deadline deadline) {
    ContractAnswer latest = askAt(LATEST, node, deadline);
    if (!(latest instanceof ContractAnswer.Rejected)) {
      return latest;
    }
    return switch (when) {
      // The latest block may have passed between its calls, or differ between a node's backends:
      // a second look at one block settles it, and if that fails, the no stands.
      case When.Now _ -> {
        ContractAnswer settled = askAtBlock(node.block(LATEST, deadline), node, deadline);
        yield settled instanceof ContractAnswer.Unavailable ? latest : settled;
      }
      case When.Past(Instant date) ->
          askAtBlock(BlockAtDate.find(node, date, deadline), node, deadline);
    };
  }

  private ContractAnswer askAtBlock(JsonRpcReply found, JsonRpcClient node, Deadline deadline) {
    return switch (found) {
      case JsonRpcReply.Block block ->
          askAt("0x" + Long.toHexString(block.number()), node, deadline);
      case JsonRpcReply.Failed failed -> new ContractAnswer.Unavailable(failed.why());
      default -> new ContractAnswer.Unavailable("no block where one has to be");
    };
  }

  /// First with the plain hash, as EIP-1654 wallets sign; then with the personal message's.
  private ContractAnswer askAt(String block, JsonRpcClient node, Deadline deadline) {
    ContractAnswer plain = call(SignedText.plainHash(text), block, node, deadline);
    return plain instanceof ContractAnswer.Rejected
        ? call(SignedText.personalMessageHash(text), block, node, deadline)
        : plain;
  }

  private ContractAnswer call(byte[] hash, String block, JsonRpcClient node, Deadline deadline) {
    return switch (node.call(contract, callData(hash), block, deadline)) {
      case JsonRpcReply.Text(String reply) when isYes(reply) -> new ContractAnswer.Accepted();
      case JsonRpcReply.Text _, JsonRpcReply.Nothing _, JsonRpcReply.Reverted _ ->
          new ContractAnswer.Rejected();
      case JsonRpcReply.Block _ -> new ContractAnswer.Unavailable("a block in place of a text");
      case JsonRpcReply.Failed failed -> new ContractAnswer.Unavailable(failed.why());
    };
  }

  /// Some nodes leave the prefix out.
  private static boolean isYes(String result) {
    return result.equalsIgnoreCase(YES) || result.equalsIgnoreCase(YES.substring(2));
  }

  /// The call of `isValidSignature(hash, signature)` in the encoding of the contract ABI.
  private String callData(byte[] hash) {
    byte[] bytes = Hex.parse(signature);
    if (bytes == null) {
      throw new IllegalStateException("the signature's form is checked before a contract is asked");
    }
    return FunctionEncoder.encode(
        new Function(
            "isValidSignature",
            List.of(new Bytes32(hash), new DynamicBytes(bytes)),
            List.of())); // what it returns is compared as it is
  }
}
