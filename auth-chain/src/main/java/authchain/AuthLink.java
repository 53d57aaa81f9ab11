package authchain;

/// One link of an auth chain in its wire form.
///
/// @param payload an address, an ephemeral delegation's text, or the signed text, by `type`
/// @param signature `0x` and hex digits; empty for a SIGNER
public record AuthLink(LinkType type, String payload, String signature) {}
