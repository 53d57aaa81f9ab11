package wsroom.session;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Passes each event on to several listeners, in order. A listener that fails keeps no event from
/// the others; its exception is thrown afterwards.
public final class SessionListeners implements SessionListener {
  private final List<SessionListener> listeners;

  public SessionListeners(SessionListener... listeners) {
    this.listeners = List.of(listeners);
  }

  @Override
  public void opened() {
    each(SessionListener::opened);
  }

  @Override
  public void authChainRejected(String reason) {
    each(listener -> listener.authChainRejected(reason));
  }

  @Override
  public void joined(JoinedSession session, long handshakeNanos) {
    each(listener -> listener.joined(session, handshakeNanos));
  }

  @Override
  public void kickSent() {
    each(SessionListener::kickSent);
  }

  @Override
  public void unknownPacket() {
    each(SessionListener::unknownPacket);
  }

  @Override
  public void kicked(JoinedSession session, CloseReason reason, String text) {
    each(listener -> listener.kicked(session, reason, text));
  }

  @Override
  public void left(JoinedSession session, CloseReason reason) {
    each(listener -> listener.left(session, reason));
  }

  @Override
  public void handshakeEnded(PendingSession session, CloseReason reason, String text) {
    each(listener -> listener.handshakeEnded(session, reason, text));
  }

  @Override
  public void closed() {
    each(SessionListener::closed);
  }

  private void each(Consumer<SessionListener> event) {
    RuntimeException first = null;
    for (SessionListener listener : listeners) {
      first = tell(listener, event, first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable RuntimeException tell(
      SessionListener listener,
      Consumer<SessionListener> event,
      @Nullable RuntimeException before) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      return before == null ? e : before;
    }
    return before;
  }
}
