package authchain;

import authchain.FetchVerdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The identity headers of a signed request, each at most once (F5), and the chain's without gaps
/// (F6).
sealed interface FetchHeaders {
  String CHAIN = "x-identity-auth-chain-";
  String TIMESTAMP = "x-identity-timestamp";
  String METADATA = "x-identity-metadata";

  /// @param timestamp empty if the header is missing
  /// @param metadata empty if the header is missing
  record Read(List<AuthLink> links, String timestamp, String metadata) implements FetchHeaders {}

  record Rejected(Reason reason) implements FetchHeaders {}

  /// @param headers by name in any case; others are ignored
  static FetchHeaders read(Map<String, List<String>> headers) {
    Map<String, String> single = new TreeMap<>();
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith(CHAIN) && !name.equals(TIMESTAMP) && !name.equals(METADATA)) {
        continue;
      }
      for (String value : header.getValue()) {
        if (single.put(name, value) != null) {
          return new Rejected(Reason.HEADER_REPEATED);
        }
      }
    }
    String timestamp = single.remove(TIMESTAMP);
    String metadata = single.remove(METADATA);
    List<AuthLink> links = links(single);
    return links == null
        ? new Rejected(Reason.CHAIN_HEADERS)
        : new Read(links, timestamp == null ? "" : timestamp, metadata == null ? "" : metadata);
  }

  /// The links 0, 1, 2 and so on, or null if one is missing, superfluous or invalid.
  private static @Nullable List<AuthLink> links(Map<String, String> chain) {
    if (chain.size() < 2 || chain.size() > ChainParser.MAX_LINKS) {
      return null;
    }
    List<AuthLink> links = new ArrayList<>(chain.size());
    for (int i = 0; i < chain.size(); i++) {
      String json = chain.get(CHAIN + i);
      AuthLink link = json == null ? null : ChainParser.link(json);
      if (link == null) {
        return null;
      }
      links.add(link);
    }
    return links;
  }
}
