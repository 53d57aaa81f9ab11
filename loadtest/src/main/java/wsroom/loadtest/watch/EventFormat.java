package wsroom.loadtest.watch;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import wsroom.proto.events.v1.Envelope;

/// How an event looks as a line.
public interface EventFormat {

  /// @throws InvalidProtocolBufferException if that is no event
  String line(Envelope envelope) throws InvalidProtocolBufferException;

  /// The name of an event's message.
  static String type(Any event) {
    return event.getTypeUrl().substring(event.getTypeUrl().lastIndexOf('.') + 1);
  }
}
