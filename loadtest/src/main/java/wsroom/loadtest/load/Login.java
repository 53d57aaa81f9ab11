package wsroom.loadtest.load;

/// Credentials of one peer.
public interface Login {
  String address();

  /// The auth chain for the challenge, as JSON. Takes about a millisecond.
  String sign(String challenge);
}
