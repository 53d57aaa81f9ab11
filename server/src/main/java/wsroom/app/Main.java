package wsroom.app;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.config.SettingsSource;
import wsroom.http.InvalidTlsException;
import wsroom.http.ListenException;
import wsroom.logging.Logging;
import wsroom.moderation.InvalidBanFileException;
import wsroom.server.Server;
import wsroom.server.SettingsReload;
import wsroom.server.Warmup;

/// Starts the server from the command line and the environment, and ends it on a signal.
public final class Main {
  /// The settings, the command line or the port are wrong: starting again will not help.
  private static final int EXIT_MISTAKE = 2;

  /// The process is broken: starting again will.
  private static final int EXIT_BROKEN = 70;

  private Main() {}

  public static void main(String[] arguments) {
    switch (Command.of(arguments)) {
      case Command.Print(String text) -> System.out.print(text);
      case Command.Refuse(String problem) -> {
        var _ = refuse(List.of(problem));
      }
      case Command.Run _ -> {
        Warmup.begin();
        var _ = serve(new SettingsSource(System.getenv()));
      }
    }
  }

  /// Starts a server that serves until the process is told to end.
  ///
  /// @return where it listens, or nothing where the settings are wrong, and the process ends
  static Optional<InetSocketAddress> serve(Map<String, String> environment) {
    return serve(new SettingsSource(environment));
  }

  private static Optional<InetSocketAddress> serve(SettingsSource source) {
    HangupSignal hangUps = new HangupSignal();
    boolean hearsHangUps = Signals.onHangUp(hangUps::onSignal);
    return switch (source.read()) {
      case SettingsSource.Unusable(String problem) -> refuse(List.of(problem));
      case SettingsSource.Values(Map<String, String> values) ->
          switch (ServerConfig.read(values)) {
            case ConfigReading.Invalid(List<String> problems) -> refuse(problems);
            case ConfigReading.Valid(ServerConfig config, List<String> hints) ->
                run(
                    config,
                    hints,
                    server -> {
                      if (hearsHangUps) {
                        hangUps.begin(new SettingsReload(source, values, server)::run);
                      }
                    });
          };
    };
  }

  /// @param onStart told of the server once it serves
  private static Optional<InetSocketAddress> run(
      ServerConfig config, List<String> hints, Consumer<Server> onStart) {
    Logging.start(config.log());
    Warmup.goOn();
    Logger log = LoggerFactory.getLogger(Main.class);
    hints.forEach(log::warn);
    DescriptorLimit.warning(config.limits().maxConnections()).ifPresent(log::warn);
    Server server;
    InetSocketAddress address;
    try {
      server = new Server(config, Main::halt);
      address = server.start();
    } catch (ListenException | InvalidTlsException | InvalidBanFileException e) {
      return refuse(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      // Threads that have started already would keep the process, which nobody could reach.
      return halt("cannot start, and ends", e);
    }
    TerminationSignals termination = new TerminationSignals(System::nanoTime);
    if (!Signals.onTermination(() -> onSignal(termination.onSignal(), server, log))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "shutdown"));
    }
    StartupBanner.lines(config, address).forEach(log::info);
    onStart.accept(server);
    return Optional.of(address);
  }

  private static void onSignal(TerminationSignals.Step step, Server server, Logger log) {
    switch (step) {
      case END_IN_ORDER ->
          // The thread that brings a signal is a daemon, and this one must not be: the process
          // would end as soon as the I/O threads do, with the last lines unwritten.
          Thread.ofPlatform().daemon(false).name("shutdown").start(() -> stop(server, log));
      case NOTHING -> log.debug("the same signal again within a second: ignored");
      case END_AT_ONCE -> {
        log.warn("another signal: exiting at once, dropping all peers");
        Logging.stop();
        Runtime.getRuntime().halt(0);
      }
    }
  }

  private static void stop(Server server, Logger log) {
    log.info("going away: telling all peers");
    server.close();
    log.info("bye");
    Logging.stop();
    // The usual exit code of a process ended by a signal would look like a failure to supervisors.
    Runtime.getRuntime().halt(0);
  }

  private static Optional<InetSocketAddress> refuse(List<String> problems) {
    problems.forEach(System.err::println);
    Logging.stop();
    System.exit(EXIT_MISTAKE);
    return Optional.empty();
  }

  /// An error on an I/O thread leaves rooms half served: a process that ends is started again, one
  /// that lingers is not.
  private static void halt(Error error) {
    var _ = halt("cannot go on after this, and ends", error);
  }

  private static Optional<InetSocketAddress> halt(String why, Throwable cause) {
    LoggerFactory.getLogger(Main.class).error(why, cause);
    Logging.stop();
    Runtime.getRuntime().halt(EXIT_BROKEN);
    return Optional.empty();
  }
}
