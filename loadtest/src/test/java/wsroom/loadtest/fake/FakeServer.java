package wsroom.loadtest.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ServerSocketFactory;
import wsroom.proto.rfc5.WsChallengeRequired;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerJoin;
import wsroom.proto.rfc5.WsPeerLeave;
import wsroom.proto.rfc5.WsWelcome;

/// A minimal ws-room server on a free loopback port, one thread per connection. It accepts every
/// signature.
public final class FakeServer implements AutoCloseable {
  private final ServerSocket listener;
  private final FaultInjection faults;
  private final Map<String, Room> rooms = new ConcurrentHashMap<>();
  private final AtomicInteger aliases = new AtomicInteger();
  private final Map<Socket, Boolean> sockets = new ConcurrentHashMap<>();

  private static final class Room {
    final ReentrantLock order = new ReentrantLock();
    final Map<Integer, Member> members = new LinkedHashMap<>();
  }

  private record Member(FakeSocket socket, String address) {}

  private FakeServer(ServerSocketFactory factory, FaultInjection faults) {
    this.faults = faults;
    try {
      this.listener = factory.createServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  public static FakeServer start(FaultInjection faults) {
    return start(ServerSocketFactory.getDefault(), faults);
  }

  public static FakeServer start(ServerSocketFactory factory, FaultInjection faults) {
    FakeServer server = new FakeServer(factory, faults);
    Thread.ofVirtual().start(server::accept);
    return server;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String uri() {
    return "ws://127.0.0.1:" + port();
  }

  /// Number of joins so far.
  public int joins() {
    return aliases.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets.keySet()) {
        socket.close();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        sockets.put(socket, true);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      FakeSocket socket = new FakeSocket(connection);
      Room room = rooms.computeIfAbsent(socket.upgrade(), _ -> new Room());
      WsPacket identification = read(socket);
      String address = identification.getPeerIdentification().getAddress();
      send(
          socket,
          WsPacket.newBuilder()
              .setChallengeMessage(WsChallengeRequired.newBuilder().setChallengeToSign("dcl-1"))
              .build());
      read(socket);
      int alias = aliases.incrementAndGet();
      try {
        join(room, alias, new Member(socket, address));
        while (true) {
          relay(room, alias, read(socket));
        }
      } finally {
        leave(room, alias);
      }
    } catch (IOException gone) {
      // The client disconnected.
    } finally {
      sockets.remove(connection);
    }
  }

  private void join(Room room, int alias, Member member) throws IOException {
    room.order.lock();
    try {
      WsWelcome.Builder welcome = WsWelcome.newBuilder().setAlias(alias);
      room.members.forEach((other, one) -> welcome.putPeerIdentities(other, one.address));
      pass(alias, member, WsPacket.newBuilder().setWelcomeMessage(welcome).build());
      tell(
          room,
          WsPacket.newBuilder()
              .setPeerJoinMessage(
                  WsPeerJoin.newBuilder().setAlias(alias).setAddress(member.address))
              .build());
      room.members.put(alias, member);
    } finally {
      room.order.unlock();
    }
  }

  private void relay(Room room, int alias, WsPacket packet) {
    if (!packet.hasPeerUpdateMessage()) {
      return;
    }
    room.order.lock();
    try {
      Member sender = room.members.remove(alias);
      tell(
          room,
          packet.toBuilder()
              .setPeerUpdateMessage(packet.getPeerUpdateMessage().toBuilder().setFromAlias(alias))
              .build());
      if (sender != null) {
        room.members.put(alias, sender);
      }
    } finally {
      room.order.unlock();
    }
  }

  private void leave(Room room, int alias) {
    room.order.lock();
    try {
      room.members.remove(alias);
      tell(
          room,
          WsPacket.newBuilder()
              .setPeerLeaveMessage(WsPeerLeave.newBuilder().setAlias(alias))
              .build());
    } finally {
      room.order.unlock();
    }
  }

  private void tell(Room room, WsPacket packet) {
    room.members.forEach(
        (alias, member) -> {
          try {
            pass(alias, member, packet);
          } catch (IOException gone) {
            // Handled on its own thread.
          }
        });
  }

  private void pass(int alias, Member member, WsPacket packet) throws IOException {
    for (WsPacket one : faults.pass(alias, packet)) {
      send(member.socket, one);
    }
  }

  private static void send(FakeSocket socket, WsPacket packet) throws IOException {
    socket.send(packet.toByteArray());
  }

  private static WsPacket read(FakeSocket socket) throws IOException {
    try {
      return WsPacket.parseFrom(socket.read());
    } catch (InvalidProtocolBufferException broken) {
      throw new IOException("not a packet", broken);
    }
  }
}
