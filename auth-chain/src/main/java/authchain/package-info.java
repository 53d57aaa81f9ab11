/// Decentraland's auth chains: verification and signing.
///
/// Verifies chains ([authchain.AuthChainVerifier]) and signed HTTP requests
/// ([authchain.SignedFetch]), and creates both ([authchain.Identity]). Owns the strict rules for
/// chains, the recovery of signers, and the calls of contract wallets. Independent of any server.
@NullMarked
package authchain;

import org.jspecify.annotations.NullMarked;
