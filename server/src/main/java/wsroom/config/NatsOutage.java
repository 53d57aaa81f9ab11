package wsroom.config;

/// What members experience while NATS cannot be reached.
public enum NatsOutage {
  /// Members stay, and go on hearing those of their own node.
  SERVE,

  /// Members are closed before another node may let their addresses in.
  STRICT
}
