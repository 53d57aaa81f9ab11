package wsroom.http;

/// Is told of every HTTP request that was answered.
@FunctionalInterface
public interface RequestLog {

  /// Called on any thread.
  ///
  /// @param route the path's pattern, such as `/rooms/:id`, so that there are few of them
  /// @param status the answer's status; 101 for an upgrade
  void served(String method, String route, int status, long nanos);
}
