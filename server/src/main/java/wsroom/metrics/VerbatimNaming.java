package wsroom.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/// Keeps the server's own names and labels as they are, so that `commitHash` does not become
/// `commit_hash`. Names of the JVM's meters, which have dots, are converted as Prometheus users
/// expect.
final class VerbatimNaming implements NamingConvention {
  private final NamingConvention prometheus = new PrometheusNamingConvention();

  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    return name.contains(".") ? prometheus.name(name, type, baseUnit) : name;
  }

  @Override
  public String tagKey(String key) {
    return key.contains(".") ? prometheus.tagKey(key) : key;
  }
}
