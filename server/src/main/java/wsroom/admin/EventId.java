package wsroom.admin;

import java.util.OptionalLong;

/// The ids of Server-Sent Events: `SOURCE/SEQUENCE`, so that an id of an earlier process is
/// recognised as such.
///
/// @param source the name of this process
record EventId(String source) {

  String of(long sequence) {
    return source + "/" + sequence;
  }

  /// The sequence after which a consumer that has this id last continues. An id of another process
  /// means nothing here: the consumer gets all events that are kept, from 0 on. A bare number is
  /// taken as a sequence.
  ///
  /// @return empty if the text is no id
  OptionalLong sequence(String id) {
    int slash = id.lastIndexOf('/');
    try {
      long sequence = Long.parseLong(id.substring(slash + 1));
      if (sequence < 0 || sequence == Long.MAX_VALUE || slash == 0) {
        return OptionalLong.empty();
      }
      boolean isOurs = slash < 0 || id.substring(0, slash).equals(source);
      return OptionalLong.of(isOurs ? sequence : 0);
    } catch (NumberFormatException notANumber) {
      return OptionalLong.empty();
    }
  }
}
