package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The properties for any input, with random mutations of recorded cases. The seed is fixed;
/// `-Dfuzz.seed=N` changes it, `-Dfuzz.runs=N` sets the number of runs.
class MutationTest {
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int RUNS = Integer.getInteger("fuzz.runs", 10_000);

  private final FuzzTargets targets = new FuzzTargets();

  @Test
  void mutatedChains() {
    List<String> seeds = new ArrayList<>();
    for (JsonTree recorded : FuzzTargets.recordedChains()) {
      seeds.add(
          recorded.has("authChainJson")
              ? recorded.at("authChainJson").text()
              : recorded.at("authChain").toJson());
    }

    Map<String, Integer> outcomes =
        run(
            seeds,
            text ->
                switch (targets.chain(text)) {
                  case Verdict.Authentic _ -> "authentic";
                  case Verdict.Rejected(Verdict.Reason reason) -> reason.tag();
                });

    assertThat(outcomes)
        .containsKeys(
            "authentic", "invalid_json", "malformed_chain", "wrong_shape", "wrong_signer");
  }

  @Test
  void mutatedDelegations() {
    List<String> seeds = new ArrayList<>();
    for (JsonTree recorded : FuzzTargets.recordedChains()) {
      if (recorded.has("authChain")) {
        for (JsonTree link : recorded.at("authChain").items()) {
          if (link.has("payload") && link.at("payload").isText()) {
            seeds.add(link.at("payload").text());
          }
        }
      }
    }

    assertThat(run(seeds, text -> Boolean.toString(targets.ephemeralText(text))))
        .containsKeys("true", "false");
  }

  @Test
  void mutatedHeaders() {
    List<String> seeds = new ArrayList<>();
    for (JsonTree recorded : FuzzTargets.recordedRequests()) {
      StringBuilder lines = new StringBuilder();
      JsonTree headers = recorded.at("headers");
      for (String name : headers.object().keySet()) {
        if (headers.at(name).isText()) {
          lines.append(name).append(": ").append(headers.at(name).text()).append('\n');
        }
      }
      seeds.add(lines.toString());
    }

    Map<String, Integer> outcomes =
        run(
            seeds,
            text ->
                switch (targets.headers(text)) {
                  case FetchVerdict.Accepted _ -> "accepted";
                  case FetchVerdict.Refused refused -> refused.tag();
                });

    assertThat(outcomes)
        .containsKeys("accepted", "header_repeated", "chain_headers", "metadata", "wrong_request");
  }

  private static Map<String, Integer> run(List<String> seeds, Function<String, String> target) {
    Mutations mutations = new Mutations(new SplittableRandom(SEED), seeds);
    Map<String, Integer> outcomes = new HashMap<>();
    for (int i = 0; i < RUNS; i++) {
      String text = mutations.next();
      try {
        outcomes.merge(target.apply(text), 1, Integer::sum);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError("for " + new JsonTree(text).toJson(), e);
      }
    }
    return outcomes;
  }
}
