package authchain;

import java.util.List;

/// A chain of links, the SIGNER first. It is unverified: only [AuthChainVerifier] verifies one.
public record AuthChain(List<AuthLink> links) {
  public AuthChain {
    links = List.copyOf(links);
  }

  /// The chain in its wire form: a JSON array of `{"type","payload","signature"}`.
  public String toJson() {
    return Json.write(
        generator -> {
          generator.writeStartArray();
          for (AuthLink link : links) {
            Json.writeLink(generator, link);
          }
          generator.writeEndArray();
        });
  }
}
