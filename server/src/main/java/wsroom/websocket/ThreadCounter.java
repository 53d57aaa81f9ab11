package wsroom.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A counter written by one I/O thread and readable from any: a plain addition, no atomic
/// instruction and no contention. A reader may see a value some nanoseconds old, but never a torn
/// one.
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

  /// Adds to the counter. Only on the thread that owns it.
  public void add(long amount) {
    VALUE.setOpaque(this, value + amount);
  }

  public long get() {
    return (long) VALUE.getOpaque(this);
  }
}
