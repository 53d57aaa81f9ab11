/// Decentraland's auth chains: who signed, for whom, until when.
///
/// Verifies chains ([authchain.AuthChainVerifier]) and signed HTTP requests
/// ([authchain.SignedFetch]), and makes both ([authchain.Identity]). This package owns the
/// strict rules on what a chain is, the recovery of signers from signatures, and the questions to
/// contract wallets. It knows no server.
@NullMarked
package authchain;

import org.jspecify.annotations.NullMarked;
