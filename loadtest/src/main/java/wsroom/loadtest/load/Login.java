package wsroom.loadtest.load;

/// Who can log in at a server.
public interface Login {
  String address();

  /// The auth chain that signs the challenge, as JSON. Takes about a millisecond.
  String sign(String challenge);
}
