package wsroom.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.ConfigReading;
import wsroom.config.InvalidNatsFileException;
import wsroom.config.ServerConfig;
import wsroom.config.SettingsSource;
import wsroom.http.InvalidTlsException;
import wsroom.http.ListenException;
import wsroom.logging.Logging;
import wsroom.moderation.InvalidBanFileException;
import wsroom.server.Server;
import wsroom.server.SettingsReload;
import wsroom.server.Warmup;

/// Starts the server from the command line and the environment, and stops it on a signal.
public final class Main {
  /// The settings, the command line or the port are unusable: a restart does not help.
  private static final int EXIT_USAGE = 2;

  /// The process has failed: a restart helps.
  private static final int EXIT_FAILURE = 70;

  private Main() {}

  public static void main(String[] arguments) {
    switch (Command.of(arguments)) {
      case Command.Print(String text) -> System.out.print(text);
      case Command.Invalid(String problem) -> {
        var _ = exitWith(List.of(problem));
      }
      case Command.Check(Optional<String> envFile) -> {
        if (!new SettingsCheck(settings(envFile), System.out, System.err).run()) {
          System.exit(EXIT_USAGE);
        }
      }
      case Command.Run(Optional<String> envFile) -> {
        Warmup.begin();
        var _ = serve(settings(envFile));
      }
    }
  }

  private static SettingsSource settings(Optional<String> envFile) {
    return SettingsSource.of(System.getenv(), envFile, Path.of(""));
  }

  /// Starts a server that serves until a signal ends the process.
  ///
  /// @return the address that it listens on; empty if the settings are invalid and the process
  ///     exits
  static Optional<InetSocketAddress> serve(Map<String, String> environment) {
    return serve(new SettingsSource(environment));
  }

  private static Optional<InetSocketAddress> serve(SettingsSource source) {
    HangupSignal hangUps = new HangupSignal();
    boolean handlesHangUps = Signals.onHangUp(hangUps::onSignal);
    return switch (source.read()) {
      case SettingsSource.Unusable(String problem) -> exitWith(List.of(problem));
      case SettingsSource.Values(Map<String, String> values, var _) ->
          switch (ServerConfig.read(values)) {
            case ConfigReading.Invalid(List<String> problems) -> exitWith(problems);
            case ConfigReading.Valid(ServerConfig config, List<String> hints) ->
                run(
                    config,
                    hints,
                    server -> {
                      logFile(source);
                      if (handlesHangUps) {
                        hangUps.begin(new SettingsReload(source, values, server)::run);
                      }
                    });
          };
    };
  }

  /// @param onStart receives the server once it serves
  private static Optional<InetSocketAddress> run(
      ServerConfig config, List<String> hints, Consumer<Server> onStart) {
    Logging.start(config.log());
    Warmup.beginCurve();
    Logger log = LoggerFactory.getLogger(Main.class);
    hints.forEach(log::warn);
    DescriptorLimit.warning(config.limits().maxConnections()).ifPresent(log::warn);
    Server server;
    InetSocketAddress address;
    try {
      server = new Server(config, Main::halt);
      address = server.start();
    } catch (ListenException
        | InvalidTlsException
        | InvalidBanFileException
        | InvalidNatsFileException e) {
      return exitWith(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      // Threads that have started already would keep the process alive, without a listener.
      return halt("start failed, exiting", e);
    }
    TerminationSignals termination = new TerminationSignals(System::nanoTime);
    if (!Signals.onTermination(() -> onSignal(termination.onSignal(), server, log))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "shutdown"));
    }
    StartupBanner.lines(config, address, server.internalAddress()).forEach(log::info);
    onStart.accept(server);
    return Optional.of(address);
  }

  /// A `.env` may lie there by chance.
  private static void logFile(SettingsSource source) {
    source
        .file()
        .ifPresent(
            file ->
                LoggerFactory.getLogger(Main.class)
                    .info("settings file: {}", file.toAbsolutePath()));
  }

  private static void onSignal(TerminationSignals.Step step, Server server, Logger log) {
    switch (step) {
      case SHUT_DOWN ->
          // A signal's thread is a daemon, and this one must not be: the process would exit as soon
          // as the I/O threads end, with the last log lines unwritten.
          Thread.ofPlatform().daemon(false).name("shutdown").start(() -> stop(server, log));
      case IGNORE -> log.debug("repeated signal within a second: ignored");
      case EXIT_AT_ONCE -> {
        log.warn("another signal: exiting at once, dropping all peers");
        Logging.stop();
        Runtime.getRuntime().halt(0);
      }
    }
  }

  private static void stop(Server server, Logger log) {
    log.info("shutting down: closing all sessions");
    server.close();
    log.info("shut down");
    Logging.stop();
    // The usual exit code after a signal would look like a failure to supervisors.
    Runtime.getRuntime().halt(0);
  }

  private static Optional<InetSocketAddress> exitWith(List<String> problems) {
    problems.forEach(System.err::println);
    Logging.stop();
    System.exit(EXIT_USAGE);
    return Optional.empty();
  }

  /// An [Error] on an I/O thread leaves rooms partly served. A process that exits is restarted by
  /// its supervisor; one that lingers is not.
  private static void halt(Error error) {
    var _ = halt("fatal error, exiting", error);
  }

  private static Optional<InetSocketAddress> halt(String why, Throwable cause) {
    LoggerFactory.getLogger(Main.class).error(why, cause);
    Logging.stop();
    Runtime.getRuntime().halt(EXIT_FAILURE);
    return Optional.empty();
  }
}
