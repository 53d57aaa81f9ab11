package wsroom.session;

/// Is told who comes, goes and is turned away. Called on I/O threads: it must not block.
///
/// Of each session it hears either a join and later a leave, in between perhaps a kick, or at most
/// one refusal. The leave of a session that is taken over comes before the join of the one that
/// takes its place.
public interface SessionEvents {

  /// For servers where nobody listens.
  SessionEvents UNHEARD =
      new SessionEvents() {
        @Override
        public void joined(JoinedSession who) {}

        @Override
        public void kicked(JoinedSession who, CloseReason reason, String text) {}

        @Override
        public void left(JoinedSession who, CloseReason reason) {}

        @Override
        public void refused(PendingSession who, CloseReason reason, String text) {}
      };

  /// A session after its welcome.
  ///
  /// @param address proven, in lower case
  record JoinedSession(long sessionId, String roomId, String address, int alias) {}

  /// A session before its welcome.
  ///
  /// @param claimedAddress in lower case; empty as long as it has claimed none
  record PendingSession(long sessionId, String roomId, String claimedAddress) {}

  void joined(JoinedSession who);

  /// A welcomed session is told to go.
  ///
  /// @param text what it is told
  void kicked(JoinedSession who, CloseReason reason, String text);

  /// A welcomed session has ended.
  void left(JoinedSession who, CloseReason reason);

  /// A session ended before its welcome, and not because its client went.
  ///
  /// @param text what it is told
  void refused(PendingSession who, CloseReason reason, String text);
}
