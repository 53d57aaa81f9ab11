package wsroom.room.membership;

import java.util.concurrent.atomic.AtomicInteger;

/// Gives each session a number of its own: 1 to 2³¹ - 1, growing, never the same twice while the
/// server runs. Web clients keep 32 bits of it, and an alias given again would show the wrong
/// avatar.
public final class AliasSource {
  private final AtomicInteger last;

  public AliasSource() {
    this(0);
  }

  /// @param last the last alias that is taken for given
  AliasSource(int last) {
    this.last = new AtomicInteger(last);
  }

  /// @throws IllegalStateException when all are given, which takes two thousand million joins
  public int next() {
    return last.updateAndGet(
        alias -> {
          if (alias == Integer.MAX_VALUE) {
            throw new IllegalStateException("all aliases are given: the server must be restarted");
          }
          return alias + 1;
        });
  }
}
