package wsroom.archipelago;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import wsroom.proto.archipelago.TransportMessage;

/// A registry without sockets, for tests of a [Registration] in fake time. It does nothing by
/// itself: tests drive it.
final class FakeRegistry implements RegistryLink.Dialer {
  private final Queue<RegistryLink.Listener> dialled = new ArrayDeque<>();
  private int attempts;

  @Override
  public void dial(RegistryLink.Listener listener) {
    attempts++;
    dialled.add(listener);
  }

  int attempts() {
    return attempts;
  }

  /// Accepts the requested connection.
  Line accepts() {
    Line line = new Line(asked());
    line.listener.opened(line);
    return line;
  }

  void isNotReached() {
    asked().ended(new LinkEnd(LinkEnd.Kind.UNREACHABLE, "connection refused"));
  }

  /// The listener of the pending connection attempt.
  RegistryLink.Listener asked() {
    assertThat(dialled).as("a connection was asked for").isNotEmpty();
    return dialled.remove();
  }

  void hasNobodyAsking() {
    assertThat(dialled).isEmpty();
  }

  /// One link, from the registry's side.
  static final class Line implements RegistryLink {
    private final Listener listener;
    private final Queue<TransportMessage> heard = new ArrayDeque<>();
    private final List<CompletableFuture<Void>> unread = new ArrayList<>();
    private boolean reads = true;
    private boolean fails;
    private int demand = 1;
    private String end = "";

    Line(Listener listener) {
      this.listener = listener;
    }

    @Override
    public CompletionStage<?> send(ByteBuffer message) {
      assertThat(unread).as("messages that are sent at once").isEmpty();
      if (fails) {
        return CompletableFuture.failedFuture(new IOException("broken pipe"));
      }
      try {
        heard.add(TransportMessage.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      CompletableFuture<Void> taken = new CompletableFuture<>();
      if (reads) {
        taken.complete(null);
      } else {
        unread.add(taken);
      }
      return taken;
    }

    @Override
    public void requestNext() {
      demand++;
    }

    @Override
    public void close() {
      end = "closed";
    }

    @Override
    public void drop() {
      end = "dropped";
    }

    void stopsReading() {
      reads = false;
    }

    void readsAgain() {
      reads = true;
      List<CompletableFuture<Void>> taken = List.copyOf(unread);
      unread.clear();
      taken.forEach(each -> each.complete(null));
    }

    void takesNothingMore() {
      fails = true;
    }

    void pings() {
      listener.alive();
    }

    void asks(String requestId, String roomId, List<String> userIds) {
      says(TransportLine.request(requestId, roomId, userIds));
    }

    void says(byte[] message) {
      assertThat(demand).as("messages that may come").isEqualTo(1);
      demand--;
      listener.message(message);
    }

    void saysAText() {
      listener.text();
    }

    void closes() {
      listener.ended(new LinkEnd(LinkEnd.Kind.CLOSED, "registry closed the link with code 1005"));
    }

    void breaks() {
      listener.ended(new LinkEnd(LinkEnd.Kind.LOST, "connection failed"));
    }

    void hears(TransportMessage expected) {
      assertThat(heard.poll()).isEqualTo(expected);
    }

    TransportMessage hears() {
      assertThat(heard).as("what was said").isNotEmpty();
      return heard.remove();
    }

    void hearsNothing() {
      assertThat(heard).isEmpty();
    }

    void isOpen() {
      assertThat(end).isEmpty();
    }

    void isClosed() {
      assertThat(end).isEqualTo("closed");
    }

    void isDropped() {
      assertThat(end).isEqualTo("dropped");
    }
  }
}
