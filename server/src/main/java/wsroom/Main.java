package wsroom;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.ban.UnusableBanFileException;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.http.CannotListenException;
import wsroom.http.UnusableTlsException;
import wsroom.log.Logging;

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
        var _ = serve(System.getenv());
      }
    }
  }

  /// Starts a server that serves until the process is told to end.
  ///
  /// @return where it listens, or nothing where the settings are wrong, and the process ends
  static Optional<InetSocketAddress> serve(Map<String, String> environment) {
    return switch (ServerConfig.read(environment)) {
      case ConfigReading.Invalid(List<String> problems) -> refuse(problems);
      case ConfigReading.Valid(ServerConfig config, List<String> hints) -> run(config, hints);
    };
  }

  private static Optional<InetSocketAddress> run(ServerConfig config, List<String> hints) {
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
    } catch (CannotListenException | UnusableTlsException | UnusableBanFileException e) {
      return refuse(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      // Threads that have started already would keep the process, which nobody could reach.
      return halt("cannot start, and ends", e);
    }
    AtomicInteger signals = new AtomicInteger();
    if (!Signals.onTermination(() -> onSignal(signals.incrementAndGet(), server, log))) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "shutdown"));
    }
    Welcome.lines(config, address).forEach(log::info);
    return Optional.of(address);
  }

  /// The first signal asks for an orderly end, any further one for an end at once.
  private static void onSignal(int number, Server server, Logger log) {
    if (number == 1) {
      // The thread that brings a signal is a daemon, and this one must not be: the process would
      // end as soon as the I/O threads do, with the last lines unwritten.
      Thread.ofPlatform().daemon(false).name("shutdown").start(() -> stop(server, log));
    } else {
      log.warn("told again to go: dropping all peers");
      Logging.stop();
      Runtime.getRuntime().halt(0);
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
