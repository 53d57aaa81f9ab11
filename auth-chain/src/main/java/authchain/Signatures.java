package authchain;

import authchain.Verdict.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Checks the form of signatures (S6, S8, S9) and recovers the signers of keys' signatures.
final class Signatures {
  private static final int SIGNATURE_BYTES = 65;
  private static final int MAX_CONTRACT_SIGNATURE_BYTES = 4_096;

  /// The EIP-6492 suffix of a signature that carries the deployment of its wallet: 32 bytes.
  private static final String UNDEPLOYED_WALLET = "6492".repeat(16);

  /// `0x` and 18 zero bytes: all precompiles' addresses are below 65,536.
  private static final String PRECOMPILES = "0x" + "0".repeat(36);

  private Signatures() {}

  /// The reason why a text's signature is not the signer's, or null if it is.
  ///
  /// @param signer an address in lower case
  static @Nullable Reason check(Secp256k1 curve, String text, String signatureHex, String signer) {
    if (signatureHex.isEmpty()) {
      return Reason.SIGNATURE_MISSING;
    }
    byte[] signature = Hex.parse(signatureHex);
    if (signature == null || signature.length != SIGNATURE_BYTES) {
      return Reason.SIGNATURE_FORMAT;
    }
    int recoveryId = recoveryId(signature[SIGNATURE_BYTES - 1]);
    if (recoveryId < 0) {
      return Reason.SIGNATURE_RECOVERY_ID;
    }
    byte[] publicKey =
        curve.recover(
            SignedText.personalMessageHash(text),
            Arrays.copyOf(signature, SIGNATURE_BYTES - 1),
            recoveryId);
    if (publicKey == null) {
      return Reason.SIGNATURE_UNRECOVERABLE;
    }
    return Address.ofPublicKey(publicKey).equals(signer) ? null : Reason.WRONG_SIGNER;
  }

  /// The reason not to call a contract, or null if it may be called.
  ///
  /// @param contract its address as written
  static @Nullable Reason checkContractSignature(String contract, String signature) {
    if (signature.isEmpty()) {
      return Reason.SIGNATURE_MISSING;
    }
    int bytes = signature.length() / 2 - 1;
    if (bytes > MAX_CONTRACT_SIGNATURE_BYTES || Hex.parse(signature) == null) {
      return Reason.CONTRACT_SIGNATURE_FORMAT;
    }
    if (contract.startsWith(PRECOMPILES)) {
      return Reason.PRECOMPILE;
    }
    return Address.isOneCaseOrChecksummed(contract) ? null : Reason.CONTRACT_ADDRESS;
  }

  /// Whether a signature is wrapped as in EIP-6492: its wallet was not deployed when it signed.
  ///
  /// @param signature `0x` and whole bytes in hex
  static boolean isForUndeployedWallet(String signature) {
    return signature.endsWith(UNDEPLOYED_WALLET);
  }

  /// Wallets write the recovery id as it is, or plus 27.
  private static int recoveryId(byte v) {
    return switch (v) {
      case 0, 27 -> 0;
      case 1, 28 -> 1;
      default -> -1;
    };
  }
}
