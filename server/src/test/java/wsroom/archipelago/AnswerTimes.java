package wsroom.archipelago;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// A manual measurement of a server's answer times: a registry that waits for a server to register,
/// and sends it requests with the same number of users.
public final class AnswerTimes {
  private static final String SECRET = "measured";
  private static final Duration BETWEEN = Duration.ofMillis(50);

  private AnswerTimes() {}

  /// @param arguments how many users a request has, how many requests there are, and how many
  ///     seconds to wait before the first one
  public static void main(String[] arguments) throws Exception {
    int users = Integer.parseInt(arguments[0]);
    int requests = Integer.parseInt(arguments[1]);
    List<String> ids = IntStream.range(0, users).mapToObj(i -> "0x%040x".formatted(i)).toList();
    try (SocketRegistry registry = new SocketRegistry(SECRET)) {
      System.out.println("ARCHIPELAGO_TRANSPORT_REGISTRATION_URL=" + registry.uri());
      System.out.println("ARCHIPELAGO_TRANSPORT_REGISTRATION_SECRET=" + SECRET);
      TransportLine line = registry.accepts();
      TimeUnit.SECONDS.sleep(Long.parseLong(arguments[2]));
      double[] millis = new double[requests];
      for (int i = 0; i < requests; i++) {
        long start = System.nanoTime();
        line.asks("r" + i, "I" + i, ids);
        int answered = line.hearsAnswer().getConnStrsCount();
        millis[i] = (System.nanoTime() - start) / 1e6;
        if (answered != users) {
          throw new AssertionError(answered + " of " + users);
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
      }
      System.out.printf("%d requests for %d users each%n", requests, users);
      System.out.printf("first %.1f ms%n", millis[0]);
      Arrays.sort(millis);
      for (double share : new double[] {0.5, 0.9, 0.99, 1}) {
        System.out.printf(
            "p%.0f %.2f ms%n", share * 100, millis[(int) Math.ceil(share * requests) - 1]);
      }
    }
  }
}
