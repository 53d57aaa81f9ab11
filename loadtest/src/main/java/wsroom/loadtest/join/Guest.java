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
import wsroom.loadtest.client.Agenda;
import wsroom.loadtest.client.ClientLoop;
import wsroom.loadtest.client.Connection;
import wsroom.loadtest.client.Dial;
import wsroom.loadtest.client.Ending;
import wsroom.loadtest.client.FrameWriter;
import wsroom.loadtest.client.Handler;
import wsroom.proto.rfc4.Chat;
import wsroom.proto.rfc4.Packet;
import wsroom.proto.rfc5.WsIdentification;
import wsroom.proto.rfc5.WsPacket;
import wsroom.proto.rfc5.WsPeerUpdate;
import wsroom.proto.rfc5.WsSignedChallenge;
import wsroom.proto.rfc5.WsWelcome;

/// One person in one room. Confined to its loop's thread, but for what says otherwise.
public final class Guest implements AutoCloseable {
  private final Dial dial;
  private final Identity identity;
  private final Narrator narrator;
  private final InstantSource clock;
  private final @Nullable Walk walk;
  private final ClientLoop loop;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private final Map<Integer, String> others = new HashMap<>();
  private volatile boolean leaving;
  private volatile boolean hasBeenIn;
  private @Nullable Connection connection;
  private long nextStep = Agenda.NEVER;

  /// @param walk how to walk; null stands still
  public Guest(
      Dial dial, Identity identity, Narrator narrator, InstantSource clock, @Nullable Walk walk) {
    this.dial = dial;
    this.identity = identity;
    this.narrator = narrator;
    this.clock = clock;
    this.walk = walk;
    this.loop = new ClientLoop("join", this::step);
  }

  /// Begins to join. From any thread, once.
  ///
  /// @param onWelcome called on the loop's thread when the guest is in the room
  public void join(Runnable onWelcome) {
    loop.start();
    loop.execute(
        () -> {
          try {
            connection = Connection.open(loop, dial, new Ears(onWelcome));
          } catch (IOException refused) {
            end(Ending.broken(refused));
          }
        });
  }

  /// Says a line to all others. From any thread.
  public void say(String text) {
    loop.execute(
        () ->
            send(
                Packet.newBuilder()
                    .setChat(
                        Chat.newBuilder().setMessage(text).setTimestamp((double) clock.millis()))
                    .build(),
                false));
  }

  /// Says goodbye. From any thread.
  public void leave() {
    leaving = true;
    loop.execute(
        () -> {
          if (connection != null) {
            connection.close(1000, "");
          }
        });
  }

  /// True once the guest has said goodbye itself.
  public boolean isLeaving() {
    return leaving;
  }

  /// True once the server has let the guest in.
  public boolean hasBeenIn() {
    return hasBeenIn;
  }

  /// Completes when the connection is gone.
  public CompletableFuture<Ending> ended() {
    return ended;
  }

  @Override
  public void close() {
    loop.close();
  }

  private long step(long now) {
    if (walk != null && nextStep - now <= 0) {
      send(Packet.newBuilder().setPosition(walk.next()).build(), true);
      nextStep += Walk.INTERVAL.toNanos();
    }
    return nextStep;
  }

  private void end(Ending how) {
    nextStep = Agenda.NEVER;
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

  /// What the server sends.
  private final class Ears implements Handler {
    private final Runnable onWelcome;

    Ears(Runnable onWelcome) {
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
        hear(WsPacket.parseFrom(in.duplicate().limit(to).position(from)));
      } catch (InvalidProtocolBufferException broken) {
        misbehaved("a packet that cannot be read");
      }
    }

    private void hear(WsPacket packet) {
      switch (packet.getMessageCase()) {
        case CHALLENGE_MESSAGE -> sign(packet.getChallengeMessage().getChallengeToSign());
        case WELCOME_MESSAGE -> enter(packet.getWelcomeMessage());
        case PEER_JOIN_MESSAGE -> {
          String address = packet.getPeerJoinMessage().getAddress();
          others.put(packet.getPeerJoinMessage().getAlias(), address);
          narrator.joined(address);
        }
        case PEER_LEAVE_MESSAGE -> {
          String address = others.remove(packet.getPeerLeaveMessage().getAlias());
          if (address != null) {
            narrator.left(address);
          }
        }
        case PEER_UPDATE_MESSAGE -> {
          WsPeerUpdate update = packet.getPeerUpdateMessage();
          String name =
              others.getOrDefault(update.getFromAlias(), "alias " + update.getFromAlias());
          narrator.heard(name, update.getBody());
        }
        case PEER_KICKED -> narrator.kicked(packet.getPeerKicked().getReason());
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

    private void enter(WsWelcome welcome) {
      hasBeenIn = true;
      others.putAll(welcome.getPeerIdentitiesMap());
      others.remove(welcome.getAlias());
      long alias = Integer.toUnsignedLong(welcome.getAlias());
      narrator.welcomed(dial.room(), identity.address(), alias, others.values());
      if (walk != null) {
        nextStep = System.nanoTime();
      }
      onWelcome.run();
    }

    @Override
    public void misbehaved(String what) {
      narrator.ended("the server sent " + what);
    }

    @Override
    public void closed(Ending how) {
      end(how);
    }
  }
}
