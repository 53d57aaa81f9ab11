package wsroom.http;

/// Records every HTTP request that was answered.
@FunctionalInterface
public interface RequestLog {

  /// Called on any thread.
  ///
  /// @param route the path's pattern, such as `/rooms/:id`, of which there are few
  /// @param status the answer's status; 101 for an upgrade
  void served(String method, String route, int status, long nanos);
}
