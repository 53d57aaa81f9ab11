package wsroom.events;

/// What a consumer receives.
///
/// @param after the sequence of the last event that it already has
/// @param untilMillis when its token expires, in milliseconds since 1970; then it is disconnected
public record Subscription(EventFilter filter, long after, long untilMillis) {

  /// One that does not expire.
  public static Subscription of(EventFilter filter, long after) {
    return new Subscription(filter, after, Long.MAX_VALUE);
  }

  /// Whether it has expired.
  public boolean isOver(long nowMillis) {
    return nowMillis >= untilMillis;
  }
}
