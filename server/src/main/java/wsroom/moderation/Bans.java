package wsroom.moderation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.access.BanCheck;
import wsroom.config.BanConfig;

/// Combines all sources of bans. While a source fails its last known bans stay in force, and no
/// other address is rejected.
///
/// Thread-safe. Without any source it starts no threads and makes no requests.
public final class Bans implements BanCheck, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Bans.class);

  /// The intervals at which sources are read, and the timeouts of the gatekeeper.
  public record Intervals(
      Duration file, Duration denyList, Duration sweep, GatekeeperTimeouts timeouts) {
    public static final Intervals DEFAULT =
        new Intervals(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30));

    /// With the default timeouts.
    public Intervals(Duration file, Duration denyList, Duration sweep) {
      this(file, denyList, sweep, GatekeeperTimeouts.DEFAULT);
    }
  }

  /// In use until the start, before which there are no sessions.
  private static final OnlineUsers NO_USERS =
      new OnlineUsers() {
        @Override
        public Set<String> addresses() {
          return Set.of();
        }

        @Override
        public void end(Set<String> addresses) {}
      };

  private final Intervals intervals;
  private final Pending banned;
  private final HttpFetcher fetcher;
  private final List<BanList> lists = new ArrayList<>();
  private final @Nullable BanFile file;
  private final @Nullable DenyList denyList;
  private final @Nullable Gatekeeper gatekeeper;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private volatile OnlineUsers onlineUsers = NO_USERS;
  private volatile @Nullable PeriodicTasks tasks;

  /// @param text the text for the owners of banned addresses
  public Bans(BanConfig config, String text, Intervals intervals) {
    this(config, text, intervals, new JdkHttpFetcher(), System::nanoTime);
  }

  Bans(
      BanConfig config,
      String text,
      Intervals intervals,
      HttpFetcher fetcher,
      LongSupplier nanoTime) {
    this.intervals = intervals;
    this.fetcher = fetcher;
    Optional<String> reason = Optional.of(text);
    banned = () -> reason;
    file =
        config
            .file()
            .map(path -> new BanFile(path, list(BanSource.Kind.FILE, nanoTime)))
            .orElse(null);
    denyList =
        config
            .denyList()
            .map(url -> new DenyList(url.uri(), fetcher, list(BanSource.Kind.DENY_LIST, nanoTime)))
            .orElse(null);
    gatekeeper =
        config
            .gatekeeper()
            .map(
                url ->
                    new Gatekeeper(
                        url.uri(),
                        fetcher,
                        new BanSource(BanSource.Kind.GATEKEEPER, nanoTime),
                        intervals.timeouts(),
                        executor,
                        nanoTime,
                        this::endSessions))
            .orElse(null);
  }

  private BanList list(BanSource.Kind kind, LongSupplier nanoTime) {
    BanList list = new BanList(new BanSource(kind, nanoTime), this::endSessions);
    lists.add(list);
    return list;
  }

  /// The configured sources.
  public List<BanSource> sources() {
    return Stream.concat(
            lists.stream().map(BanList::source),
            Stream.ofNullable(gatekeeper).map(Gatekeeper::source))
        .toList();
  }

  /// A line for the health page on each source.
  public List<String> statusLines() {
    return sources().stream().map(BanSource::statusLine).toList();
  }

  /// Reads the file as a start does, and keeps nothing of it.
  public static void checkFile(BanConfig config) throws InvalidBanFileException {
    if (config.file().isPresent()) {
      BanSource source = new BanSource(BanSource.Kind.FILE, System::nanoTime);
      new BanFile(config.file().get(), new BanList(source, addresses -> {})).open();
    }
  }

  /// Reads the file, and starts the periodic tasks for the other sources.
  ///
  /// @param onlineUsers ends the sessions of banned addresses
  public void start(OnlineUsers onlineUsers) throws InvalidBanFileException {
    this.onlineUsers = onlineUsers;
    if (sources().isEmpty()) {
      return;
    }
    if (file != null) {
      file.open();
    }
    PeriodicTasks started = new PeriodicTasks(executor);
    tasks = started;
    if (file != null) {
      started.every(intervals.file(), intervals.file(), file::readIfChanged);
    }
    if (denyList != null) {
      started.every(Duration.ZERO, intervals.denyList(), denyList::fetch);
    }
    if (gatekeeper != null) {
      started.every(
          intervals.sweep(),
          intervals.sweep(),
          new GatekeeperSweep(gatekeeper, onlineUsers, executor)::run);
    }
  }

  /// Reads all sources now, in addition to their intervals.
  public void refresh() {
    PeriodicTasks current = tasks;
    if (current != null) {
      current.runAllNow();
    }
  }

  /// Initializes the HTTP client, so that the first login does not wait for it. May block.
  public void warmUp() {
    if (gatekeeper != null) {
      fetcher.open();
    }
  }

  @Override
  public Pending check(String address) {
    for (BanList list : lists) {
      if (list.contains(address)) {
        log.atDebug()
            .addKeyValue("address", address)
            .addKeyValue("source", list.source().kind().tag())
            .log("banned address");
        return banned;
      }
    }
    if (gatekeeper == null) {
      return Pending.NOT_BANNED;
    }
    var answer = gatekeeper.check(address);
    return () -> answer.get() == BanSource.Outcome.BANNED ? banned.reason() : Optional.empty();
  }

  @Override
  public void close() {
    if (tasks != null) {
      tasks.close();
    }
    executor.shutdownNow();
    fetcher.close();
  }

  private void endSessions(Set<String> addresses) {
    onlineUsers.end(addresses);
  }
}
