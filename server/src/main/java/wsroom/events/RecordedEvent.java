package wsroom.events;

/// An event in its place.
///
/// @param sequence one more than that of the event before
/// @param timeMillis since 1970
public record RecordedEvent(long sequence, long timeMillis, Event event) {}
