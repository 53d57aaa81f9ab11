package wsroom.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// The version and commit of this build.
///
/// @param commit the commit that it was built from, or `unknown`
public record BuildInfo(String version, String commit) {

  public static BuildInfo load() {
    var properties = new Properties();
    try (var resource = BuildInfo.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(resource, "build.properties is missing"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new BuildInfo(
        Objects.requireNonNull(properties.getProperty("version")),
        Objects.requireNonNull(properties.getProperty("commit")));
  }

  /// The labels for the pages: this build's, unless the settings name another version or commit.
  public MonitoringConfig labels(MonitoringConfig settings) {
    return settings.ofBuild(version, commit);
  }

  @Override
  public String toString() {
    return version + " (commit " + commit + ")";
  }
}
