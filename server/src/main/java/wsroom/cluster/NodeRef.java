package wsroom.cluster;

/// A node in one of its lives.
///
/// @param id the key of its lease
/// @param incarnation the revision at which its lease was made: never used twice
record NodeRef(String id, long incarnation) {

  void put(MessageWriter writer) {
    writer.putText(id).putNumber(incarnation);
  }

  static NodeRef read(MessageReader reader) {
    return new NodeRef(reader.readText(Wire.MAX_NODE_ID_BYTES), reader.readNumber());
  }
}
