package wsroom.room.membership;

import java.util.concurrent.atomic.AtomicInteger;

/// Assigns aliases: 1 to 2³¹ - 1, increasing, never reused while the server runs. Web clients keep
/// 32 bits of an alias, and a reused one would show the wrong avatar.
public final class AliasSource {
  private final AtomicInteger last;

  public AliasSource() {
    this(0);
  }

  /// @param last the alias before the first one to assign
  AliasSource(int last) {
    this.last = new AtomicInteger(last);
  }

  /// @throws IllegalStateException when all are used, which takes two thousand million joins
  public int next() {
    return last.updateAndGet(
        alias -> {
          if (alias == Integer.MAX_VALUE) {
            throw new IllegalStateException("all aliases are used: restart the server");
          }
          return alias + 1;
        });
  }
}
