package wsroom.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import wsroom.access.BanCheck;
import wsroom.access.LoginVerifier;
import wsroom.access.Verification;
import wsroom.config.AdminConfig;
import wsroom.config.DuplicatePolicy;
import wsroom.config.DuplicateScope;
import wsroom.http.Health;
import wsroom.limit.ConnectionLimiter;
import wsroom.metrics.ServerMetrics;
import wsroom.room.membership.AliasSource;
import wsroom.room.membership.Census;
import wsroom.room.membership.LocalRoomAuthority;
import wsroom.session.SessionSettings;
import wsroom.session.Sessions;

class OpenApiTest {

  @Test
  void documentDescribesExactlyTheRoutes() throws IOException {
    Administration administration =
        new Administration(
            new AdminConfig(List.of(), List.of(), 16, "Server"),
            false,
            InstantSource.system(),
            new Random(1));
    assertThat(new Description(document()).routes())
        .isEqualTo(
            AdminApi.routes(administration.operations(context(sessions(administration))))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /// The description needs no I/O threads.
  @SuppressWarnings("NullAway")
  private static AdminContext context(Sessions sessions) {
    return new AdminContext(
        sessions,
        () -> new Census(0, List.of()),
        new Idle(),
        null,
        _ -> InetAddress.getLoopbackAddress(),
        (_, _, _, _) -> {},
        List::of,
        InstantSource.system(),
        _ -> {});
  }

  private static String document() throws IOException {
    try (var in = AdminApi.class.getResourceAsStream("openapi.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /// Sessions on no thread at all.
  private static Sessions sessions(Administration administration) {
    return new Sessions(
        new Sessions.Services(
            new SessionSettings(
                Duration.ofSeconds(5), Duration.ofSeconds(10), 0, Duration.ZERO, 0, 0, 0),
            () -> "dcl-1",
            new LoginVerifier(
                (chain, challenge) -> new Verification.Rejected("never"),
                BanCheck.NONE,
                Runnable::run,
                1),
            new LocalRoomAuthority(
                1, DuplicatePolicy.KICK_PREVIOUS, DuplicateScope.SERVER, new AliasSource()),
            new ConnectionLimiter(new ConnectionLimiter.Limits(0, 0, 0, 0, true)),
            new ServerMetrics("1.2.3", "unknown", "mainnet").sessions(),
            administration.moderation()),
        List.of(),
        List.of());
  }

  private static final class Idle implements ServerControl {
    @Override
    public Health.Phase phase() {
      return Health.Phase.READY;
    }

    @Override
    public void drain(boolean keepPeers) {}

    @Override
    public boolean resume() {
      return true;
    }
  }
}
