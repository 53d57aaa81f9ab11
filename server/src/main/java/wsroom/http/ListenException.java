package wsroom.http;

import wsroom.config.ListenConfig;

/// The server cannot listen where its settings say. The message is one line for the operator.
public final class ListenException extends Exception {
  private static final long serialVersionUID = 1L;

  ListenException(ListenConfig where, String why, Throwable cause) {
    super(
        "HTTP_SERVER_PORT "
            + where.port()
            + " on HTTP_SERVER_HOST "
            + where.host()
            + " cannot be listened on: "
            + why,
        cause);
  }
}
