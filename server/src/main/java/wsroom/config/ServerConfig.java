package wsroom.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// All settings, validated, read once.
public record ServerConfig(
    ListenConfig listen,
    Optional<InternalConfig> internal,
    Optional<TlsConfig> tls,
    RoomConfig rooms,
    DataPathConfig dataPath,
    SlowReaderConfig slowReaders,
    LimitsConfig limits,
    AccessConfig access,
    BanConfig bans,
    Optional<RealmConfig> realm,
    Optional<ArchipelagoConfig> archipelago,
    Optional<ClusterConfig> cluster,
    EthereumConfig ethereum,
    MonitoringConfig monitoring,
    PagesConfig pages,
    AdminConfig admin,
    WebhookConfig webhooks,
    EndingConfig ending,
    LogConfig log) {

  /// Reads the settings.
  ///
  /// @param environment variables by name, as [System#getenv()] gives them
  public static ConfigReading read(Map<String, String> environment) {
    var reader = new SettingsReader(environment);
    var config = readFrom(reader);
    config
        .realm()
        .ifPresent(
            realm ->
                reader.require(
                    config.limits().allowsRoom(realm.room()),
                    "REALM_ROOM must match ROOM_ID_PATTERN, was \"" + realm.room() + "\""));
    config.archipelago().ifPresent(archipelago -> archipelago.check(reader, config.rooms()));
    return reader.problems().isEmpty()
        ? new ConfigReading.Valid(
            config,
            Stream.concat(
                    Misspellings.among(environment.keySet(), reader.settings()).stream(),
                    IneffectiveSettings.among(reader, config).stream())
                .toList())
        : new ConfigReading.Invalid(reader.problems());
  }

  /// Every setting there is, in the order of reading.
  public static List<Setting> settings() {
    var reader = new SettingsReader(Map.of());
    readFrom(reader);
    return reader.settings();
  }

  private static ServerConfig readFrom(SettingsReader settings) {
    SettingsSource.declare(settings);
    ListenConfig listen = ListenConfig.read(settings);
    return new ServerConfig(
        listen,
        InternalConfig.read(settings, listen),
        TlsConfig.read(settings),
        RoomConfig.read(settings),
        DataPathConfig.read(settings),
        SlowReaderConfig.read(settings),
        LimitsConfig.read(settings),
        AccessConfig.read(settings),
        BanConfig.read(settings),
        RealmConfig.read(settings),
        ArchipelagoConfig.read(settings),
        ClusterConfig.read(settings),
        EthereumConfig.read(settings),
        MonitoringConfig.read(settings),
        PagesConfig.read(settings),
        AdminConfig.read(settings),
        WebhookConfig.read(settings),
        EndingConfig.read(settings),
        LogConfig.read(settings));
  }
}
