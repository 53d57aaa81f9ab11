package wsroom.session;

/// Receives joins, kicks, leaves and rejections. Called on I/O threads: it must not block.
///
/// Each session causes either a join and later a leave, perhaps with a kick in between, or at most
/// one rejection. The leave of a session that is taken over precedes the join of its successor.
public interface SessionEvents {

  /// Ignores all events, for servers without operators.
  SessionEvents NONE =
      new SessionEvents() {
        @Override
        public void joined(JoinedSession session) {}

        @Override
        public void kicked(JoinedSession session, CloseReason reason, String text) {}

        @Override
        public void left(JoinedSession session, CloseReason reason) {}

        @Override
        public void refused(PendingSession session, CloseReason reason, String text) {}
      };

  /// A session after its welcome.
  ///
  /// @param address verified, in lower case
  record JoinedSession(long sessionId, String roomId, String address, int alias) {}

  /// A session before its welcome.
  ///
  /// @param claimedAddress in lower case; empty until it has claimed one
  record PendingSession(long sessionId, String roomId, String claimedAddress) {}

  void joined(JoinedSession session);

  /// A welcomed session is kicked.
  ///
  /// @param text the text that it is sent
  void kicked(JoinedSession session, CloseReason reason, String text);

  /// A welcomed session has ended.
  void left(JoinedSession session, CloseReason reason);

  /// A session ended before its welcome, and its client did not disconnect by itself.
  ///
  /// @param text the text that it is sent
  void refused(PendingSession session, CloseReason reason, String text);
}
