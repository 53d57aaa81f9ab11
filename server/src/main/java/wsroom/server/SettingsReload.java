package wsroom.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wsroom.config.ConfigReading;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;
import wsroom.config.SettingsSource;
import wsroom.http.InvalidTlsException;

/// Reloads the settings while the server runs, and applies those that need no restart; reloads
/// certificates and bans, too. Invalid settings or certificates change nothing.
///
/// Thread-safe: one reload after the other.
public final class SettingsReload {
  private static final Logger log = LoggerFactory.getLogger(SettingsReload.class);

  private static final Set<String> RELOADABLE =
      Set.of(
          "ADMIN_JWT_SECRET",
          "ADMIN_SCOPED_TOKENS",
          "ADMIN_TOKEN",
          "ALLOWED_ORIGINS",
          "LOG_LEVEL",
          "TLS_CERTIFICATE",
          "TLS_PRIVATE_KEY");

  private final SettingsSource source;
  private final Target target;

  /// The values in force, by name.
  private final Map<String, String> inForce;

  /// The running server.
  public interface Target {
    /// Applies the reloadable settings, all of them or none.
    ///
    /// @return the names of reloadable settings that need a restart all the same
    Set<String> apply(ServerConfig config) throws InvalidTlsException;
  }

  /// @param values that the server was started with
  public SettingsReload(SettingsSource source, Map<String, String> values, Target target) {
    this.source = source;
    this.inForce = new HashMap<>(values);
    this.target = target;
  }

  public synchronized void run() {
    try {
      readAndApply();
    } catch (RuntimeException bug) {
      log.error("SIGHUP: reload failed", bug);
    }
  }

  private void readAndApply() {
    switch (source.read()) {
      case SettingsSource.Unusable(String problem) -> reject(List.of(problem));
      case SettingsSource.Values(Map<String, String> values, var _) -> {
        switch (ServerConfig.read(values)) {
          case ConfigReading.Invalid(List<String> problems) -> reject(problems);
          case ConfigReading.Valid(ServerConfig config, List<String> hints) -> {
            hints.forEach(log::warn);
            apply(values, config);
          }
        }
      }
    }
  }

  private void apply(Map<String, String> values, ServerConfig config) {
    Set<String> notApplied;
    try {
      notApplied = target.apply(config);
    } catch (InvalidTlsException e) {
      reject(List.of(String.valueOf(e.getMessage())));
      return;
    }
    List<String> applied = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    for (Setting setting : ServerConfig.settings()) {
      String name = setting.name();
      String value = values.getOrDefault(name, "").strip();
      if (!value.equals(inForce.getOrDefault(name, "").strip())) {
        if (RELOADABLE.contains(name) && !notApplied.contains(name)) {
          applied.add(name);
          inForce.put(name, value);
        } else {
          pending.add(name);
        }
      }
    }
    log.info(
        "SIGHUP: reloaded settings, certificate and bans; changed: {}; needs a restart: {}",
        listed(applied),
        listed(pending));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static void reject(List<String> problems) {
    problems.forEach(
        problem -> log.error("SIGHUP: reload rejected, keeping all settings: {}", problem));
  }
}
