package wsroom.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A count that one I/O thread keeps and any thread may read: an addition to a field, no atomic
/// instruction and no contention. A reader may be some nanoseconds behind, but never sees a torn
/// value.
public final class ThreadCounter {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(ThreadCounter.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long value;

  /// Adds to the count. Only on the thread that keeps it.
  public void add(long amount) {
    VALUE.setOpaque(this, value + amount);
  }

  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
