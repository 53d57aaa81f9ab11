package wsroom.events;

/// An event with its position in the log.
///
/// @param sequence one more than that of the previous event
/// @param timeMillis since 1970
public record RecordedEvent(long sequence, long timeMillis, Event event) {}
