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

/// All sources of bans, put together. A source that fails leaves what was last known in force, and
/// shuts nobody else out.
///
/// Thread-safe. Without any source it has no thread and asks nobody.
public final class Bans implements BanCheck, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Bans.class);

  /// How often sources are looked at, and how long the gatekeeper is waited for.
  public record Pace(
      Duration file, Duration denyList, Duration sweep, GatekeeperTimeouts patience) {
    public static final Pace USUAL =
        new Pace(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30));

    /// With the usual patience.
    public Pace(Duration file, Duration denyList, Duration sweep) {
      this(file, denyList, sweep, GatekeeperTimeouts.USUAL);
    }
  }

  /// For as long as nobody can be here.
  private static final OnlineUsers NOBODY_YET =
      new OnlineUsers() {
        @Override
        public Set<String> addresses() {
          return Set.of();
        }

        @Override
        public void end(Set<String> addresses) {}
      };

  private final Pace pace;
  private final Pending refusal;
  private final HttpFetcher web;
  private final List<BanList> lists = new ArrayList<>();
  private final @Nullable BanFile file;
  private final @Nullable DenyList denyList;
  private final @Nullable Gatekeeper gatekeeper;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private volatile OnlineUsers attendance = NOBODY_YET;
  private volatile @Nullable PeriodicTasks chores;

  /// @param text what those who must stay out are told
  public Bans(BanConfig config, String text, Pace pace) {
    this(config, text, pace, new JdkHttpFetcher(), System::nanoTime);
  }

  Bans(BanConfig config, String text, Pace pace, HttpFetcher web, LongSupplier nanoTime) {
    this.pace = pace;
    this.web = web;
    Optional<String> why = Optional.of(text);
    refusal = () -> why;
    file =
        config
            .file()
            .map(path -> new BanFile(path, list(BanSource.Kind.FILE, nanoTime)))
            .orElse(null);
    denyList =
        config
            .denyList()
            .map(url -> new DenyList(url.uri(), web, list(BanSource.Kind.DENY_LIST, nanoTime)))
            .orElse(null);
    gatekeeper =
        config
            .gatekeeper()
            .map(
                url ->
                    new Gatekeeper(
                        url.uri(),
                        web,
                        new BanSource(BanSource.Kind.GATEKEEPER, nanoTime),
                        pace.patience(),
                        executor,
                        nanoTime,
                        this::throwOut))
            .orElse(null);
  }

  private BanList list(BanSource.Kind kind, LongSupplier nanoTime) {
    BanList list = new BanList(new BanSource(kind, nanoTime), this::throwOut);
    lists.add(list);
    return list;
  }

  /// The sources that are set.
  public List<BanSource> sources() {
    return Stream.concat(
            lists.stream().map(BanList::source),
            Stream.ofNullable(gatekeeper).map(Gatekeeper::source))
        .toList();
  }

  /// A line for people on each source.
  public List<String> notes() {
    return sources().stream().map(BanSource::note).toList();
  }

  /// Reads the file, and begins to read what takes longer.
  ///
  /// @param attendance those who may be thrown out
  public void start(OnlineUsers attendance) throws InvalidBanFileException {
    this.attendance = attendance;
    if (sources().isEmpty()) {
      return;
    }
    if (file != null) {
      file.open();
    }
    PeriodicTasks made = new PeriodicTasks(executor);
    chores = made;
    if (file != null) {
      made.every(pace.file(), pace.file(), file::readIfChanged);
    }
    if (denyList != null) {
      made.every(Duration.ZERO, pace.denyList(), denyList::fetch);
    }
    if (gatekeeper != null) {
      made.every(
          pace.sweep(), pace.sweep(), new GatekeeperSweep(gatekeeper, attendance, executor)::run);
    }
  }

  /// Looks at all sources now, instead of at their next turn.
  public void lookAgain() {
    PeriodicTasks all = chores;
    if (all != null) {
      all.allNow();
    }
  }

  /// Gets ready what takes a while, so that the first login need not wait for it. May wait.
  public void warmUp() {
    if (gatekeeper != null) {
      web.open();
    }
  }

  @Override
  public Pending ask(String address) {
    for (BanList list : lists) {
      if (list.holds(address)) {
        log.atDebug()
            .addKeyValue("address", address)
            .addKeyValue("source", list.source().kind().tag())
            .log("banned address");
        return refusal;
      }
    }
    if (gatekeeper == null) {
      return Pending.MAY_COME_IN;
    }
    var answer = gatekeeper.ask(address);
    return () -> answer.get() == BanSource.Outcome.BANNED ? refusal.why() : Optional.empty();
  }

  @Override
  public void close() {
    if (chores != null) {
      chores.close();
    }
    executor.shutdownNow();
    web.close();
  }

  private void throwOut(Set<String> addresses) {
    attendance.end(addresses);
  }
}
