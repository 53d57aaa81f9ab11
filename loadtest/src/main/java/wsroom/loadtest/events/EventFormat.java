package wsroom.loadtest.events;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import wsroom.proto.events.v1.Envelope;

/// Formats an event as a line.
public interface EventFormat {

  /// @throws InvalidProtocolBufferException if the event is malformed
  String line(Envelope envelope) throws InvalidProtocolBufferException;

  /// The message name of an event.
  static String type(Any event) {
    return event.getTypeUrl().substring(event.getTypeUrl().lastIndexOf('.') + 1);
  }
}
