package wsroom.room.membership;

import java.util.OptionalInt;
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

  /// The next alias; empty when all are used, which takes two thousand million joins.
  public OptionalInt next() {
    int before = last.getAndUpdate(alias -> alias == Integer.MAX_VALUE ? alias : alias + 1);
    return before == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(before + 1);
  }
}
