package wsroom.loadtest.join;

import authchain.Identity;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import wsroom.loadtest.client.ClientLoop;
import wsroom.loadtest.client.CloseStatus;
import wsroom.loadtest.client.ConnectOptions;
import wsroom.loadtest.client.Connection;
import wsroom.loadtest.client.FrameWriter;
import wsroom.loadtest.client.Handler;
import wsroom.loadtest.client.Timers;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// A client in one room, driven by a user. Confined to its loop's thread, except where noted.
public final class RoomClient implements AutoCloseable {
  private final ConnectOptions connectOptions;
  private final Identity identity;
  private final RoomPrinter printer;
  private final InstantSource clock;
  private final @Nullable CirclePath walk;
  private final ClientLoop loop;
  private final CompletableFuture<CloseStatus> ended = new CompletableFuture<>();
  private final Map<Integer, String> others = new HashMap<>();
  private volatile boolean leaving;
  private volatile boolean hasJoined;
  private @Nullable Connection connection;
  private long nextStep = Timers.NEVER;

  /// @param walk the path to walk; null stands still
  public RoomClient(
      ConnectOptions connectOptions,
      Identity identity,
      RoomPrinter printer,
      InstantSource clock,
      @Nullable CirclePath walk) {
    this.connectOptions = connectOptions;
    this.identity = identity;
    this.printer = printer;
    this.clock = clock;
    this.walk = walk;
    this.loop = new ClientLoop("join", this::step);
  }

  /// Starts to join. From any thread, once.
  ///
  /// @param onWelcome called on the loop's thread after the welcome
  public void join(Runnable onWelcome) {
    loop.start();
    loop.execute(
        () -> {
          try {
            connection = Connection.open(loop, connectOptions, new PacketHandler(onWelcome));
          } catch (IOException refused) {
            end(CloseStatus.abnormal(refused));
          }
        });
  }

  /// Sends a chat message to the room. From any thread.
  public void sendChat(String text) {
    loop.execute(
        () ->
            send(
                Packet.newBuilder()
                    .setChat(
                        Chat.newBuilder().setMessage(text).setTimestamp((double) clock.millis()))
                    .build(),
                false));
  }

  /// Sends a close frame. From any thread.
  public void leave() {
    leaving = true;
    loop.execute(
        () -> {
          if (connection != null) {
            connection.close(1000, "");
          }
        });
  }

  /// Whether `leave` was called.
  public boolean isLeaving() {
    return leaving;
  }

  /// Whether the server has sent the welcome.
  public boolean hasJoined() {
    return hasJoined;
  }

  /// Completes when the connection is closed.
  public CompletableFuture<CloseStatus> ended() {
    return ended;
  }

  @Override
  public void close() {
    loop.close();
  }

  private long step(long now) {
    if (walk != null && nextStep - now <= 0) {
      send(Packet.newBuilder().setPosition(walk.next()).build(), true);
      nextStep += CirclePath.INTERVAL.toNanos();
    }
    return nextStep;
  }

  private void end(CloseStatus how) {
    nextStep = Timers.NEVER;
    ended.complete(how);
  }

  private void send(Packet packet, boolean unreliable) {
    send(
        WsPacket.newBuilder()
            .setPeerUpdateMessage(
                WsPeerUpdate.newBuilder().setBody(packet.toByteString()).setUnreliable(unreliable))
            .build());
  }

  private void send(WsPacket packet) {
    if (connection == null) {
      return;
    }
    ByteString bytes = packet.toByteString();
    FrameWriter frames = connection.frames();
    bytes.copyTo(frames.beginBinary(bytes.size()));
    frames.end();
    connection.send();
  }

  /// Handles the server's packets.
  private final class PacketHandler implements Handler {
    private final Runnable onWelcome;

    PacketHandler(Runnable onWelcome) {
      this.onWelcome = onWelcome;
    }

    @Override
    public void opened() {
      send(
          WsPacket.newBuilder()
              .setPeerIdentification(WsIdentification.newBuilder().setAddress(identity.address()))
              .build());
    }

    @Override
    public void binary(ByteBuffer in, int from, int to) {
      try {
        handle(WsPacket.parseFrom(in.duplicate().limit(to).position(from)));
      } catch (InvalidProtocolBufferException broken) {
        violation("a packet that cannot be read");
      }
    }

    private void handle(WsPacket packet) {
      switch (packet.getMessageCase()) {
        case CHALLENGE_MESSAGE -> sign(packet.getChallengeMessage().getChallengeToSign());
        case WELCOME_MESSAGE -> onWelcomed(packet.getWelcomeMessage());
        case PEER_JOIN_MESSAGE -> {
          String address = packet.getPeerJoinMessage().getAddress();
          others.put(packet.getPeerJoinMessage().getAlias(), address);
          printer.joined(address);
        }
        case PEER_LEAVE_MESSAGE -> {
          String address = others.remove(packet.getPeerLeaveMessage().getAlias());
          if (address != null) {
            printer.left(address);
          }
        }
        case PEER_UPDATE_MESSAGE -> {
          WsPeerUpdate update = packet.getPeerUpdateMessage();
          String name =
              others.getOrDefault(update.getFromAlias(), "alias " + update.getFromAlias());
          printer.received(name, update.getBody());
        }
        case PEER_KICKED -> printer.kicked(packet.getPeerKicked().getReason());
        case SIGNED_CHALLENGE_FOR_SERVER, PEER_IDENTIFICATION, MESSAGE_NOT_SET -> {
          // Newer servers may send what this client does not know.
        }
      }
    }

    private void sign(String challenge) {
      send(
          WsPacket.newBuilder()
              .setSignedChallengeForServer(
                  WsSignedChallenge.newBuilder()
                      .setAuthChainJson(identity.sign(challenge).toJson()))
              .build());
    }

    private void onWelcomed(WsWelcome welcome) {
      hasJoined = true;
      others.putAll(welcome.getPeerIdentitiesMap());
      others.remove(welcome.getAlias());
      long alias = Integer.toUnsignedLong(welcome.getAlias());
      printer.welcomed(connectOptions.room(), identity.address(), alias, others.values());
      if (walk != null) {
        nextStep = System.nanoTime();
      }
      onWelcome.run();
    }

    @Override
    public void violation(String what) {
      printer.ended("the server sent " + what);
    }

    @Override
    public void closed(CloseStatus how) {
      end(how);
    }
  }
}
