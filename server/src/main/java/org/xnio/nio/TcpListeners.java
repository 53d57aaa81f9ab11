package org.xnio.nio;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.NullMarked;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/// Opens listening sockets for XNIO, which itself gives no say in two things.
///
/// **The address family.** XNIO opens every listening socket for both families, so that `0.0.0.0`
/// accepts IPv6, too. Here an IPv4 address is listened on with an IPv4 socket.
///
/// **The back-off.** After an accept that failed, as it does when the process has no file
/// descriptor left, XNIO waits 250 ms before the next one, then 1, 4, 16 and 30 s. Here it is
/// 250 ms each time, so that clients are accepted soon after descriptors are free.
///
/// It is in XNIO's package because both need what only that package sees (docs/adr/0024).
@NullMarked
public final class TcpListeners {
  private TcpListeners() {}

  /// Opens a socket that listens, and accepts nothing until it is resumed.
  ///
  /// @param worker its threads get the connections
  /// @param onAccept called on an I/O thread for each of its new connections
  /// @param options among them the length of the kernel's accept queue
  public static AcceptingChannel<StreamConnection> open(
      XnioWorker worker,
      InetSocketAddress address,
      ChannelListener<? super AcceptingChannel<StreamConnection>> onAccept,
      OptionMap options)
      throws IOException {
    ServerSocketChannel channel =
        address.getAddress() instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      channel.socket().setReuseAddress(options.get(Options.REUSE_ADDRESSES, true));
      channel.configureBlocking(false);
      channel.bind(address, options.get(Options.BACKLOG, 0));
      NioTcpServer server = new NioTcpServer((NioXnioWorker) worker, channel, options, true);
      QueuedNioTcpServer2 queue = new QueuedNioTcpServer2(server);
      queue.setAcceptListener(onAccept);
      NioTcpServerHandle handle = server.getHandle(0);
      server.setAcceptListener(
          ready -> {
            queue.handleReady();
            handle.resetBackOff();
          });
      return queue;
    } catch (IOException | RuntimeException e) {
      IoUtils.safeClose(channel);
      throw e;
    }
  }
}
