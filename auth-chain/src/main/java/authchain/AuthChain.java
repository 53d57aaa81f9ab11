package authchain;

import java.util.List;

/// A chain of links, the SIGNER first. That one exists says nothing about whether it holds: only
/// [AuthChainVerifier] says that.
public record AuthChain(List<AuthLink> links) {
  public AuthChain {
    links = List.copyOf(links);
  }

  /// The chain as clients send it: a JSON array of `{"type","payload","signature"}`.
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
