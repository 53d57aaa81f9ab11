package wsroom.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import wsroom.config.InternalConfig;
import wsroom.config.ListenConfig;

/// An address to listen on, with the names of its settings for error messages.
///
/// @param setting the prefix of its settings, such as `HTTP_SERVER`
record ListenAddress(String setting, int port, String host) {

  static ListenAddress of(ListenConfig where) {
    return new ListenAddress("HTTP_SERVER", where.port(), where.host());
  }

  static ListenAddress of(InternalConfig where) {
    return new ListenAddress("INTERNAL", where.port(), where.host());
  }

  InetSocketAddress resolve() throws ListenException {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw failure("unknown host", e);
    }
  }

  ListenException failure(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    return failure(
        cause instanceof BindException && message.contains("in use")
            ? "the port is in use"
            : message,
        cause);
  }

  private ListenException failure(String why, IOException cause) {
    return new ListenException(
        "%s_PORT %d on %s_HOST %s cannot be listened on: %s"
            .formatted(setting, port, setting, host, why),
        cause);
  }
}
