package wsroom.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Copies bytes from one socket to another, in order, with configured faults.
///
/// Thread-safe. One virtual thread reads, another writes, with a bounded buffer between them, so
/// that a slow or frozen link causes back pressure as a real one does.
final class Pump {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int MAX_CHUNKS = 16;
  private static final byte[] END = {};

  private record Chunk(ByteBuffer bytes, long dueNanos) {}

  private final Socket from;
  private final Socket to;
  private final Runnable onEnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Chunk> underWay = new ArrayDeque<>();
  private long latencyNanos;
  private int bytesPerSecond = Integer.MAX_VALUE;
  private int sliceBytes = CHUNK_BYTES;
  private boolean frozen;
  private boolean over;

  Pump(Socket from, Socket to, Runnable onEnd) {
    this.from = from;
    this.to = to;
    this.onEnd = onEnd;
  }

  void start() {
    Thread.ofVirtual().name("pump").start(this::read);
    Thread.ofVirtual().name("pump").start(this::write);
  }

  void delays(Duration latency) {
    change(() -> latencyNanos = latency.toNanos());
  }

  void throttles(int rate) {
    change(() -> bytesPerSecond = rate);
  }

  void slices(int bytes) {
    change(() -> sliceBytes = bytes);
  }

  void freezes() {
    change(() -> frozen = true);
  }

  void thaws() {
    change(() -> frozen = false);
  }

  /// Its sockets have been closed: no more bytes are copied.
  void ends() {
    change(
        () -> {
          frozen = false;
          over = true;
        });
  }

  private void change(Runnable how) {
    lock.lock();
    try {
      how.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      int length = 0;
      while (length >= 0) {
        length = in.read(buffer);
        put(length < 0 ? END : Arrays.copyOf(buffer, length));
      }
    } catch (IOException e) {
      // A reset is passed on as a reset; a frozen link passes on nothing.
      if (awaitThaw()) {
        Link.reset(to);
      }
      breakOff();
    } catch (InterruptedException e) {
      breakOff();
    }
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      for (byte[] chunk = take(); chunk.length > 0; chunk = take()) {
        writeSlices(out, chunk);
      }
      to.shutdownOutput();
    } catch (IOException | InterruptedException e) {
      breakOff();
    } finally {
      change(() -> over = true);
      onEnd.run();
    }
  }

  private void writeSlices(OutputStream out, byte[] chunk)
      throws IOException, InterruptedException {
    int start = 0;
    while (start < chunk.length) {
      int length = awaitSlice(chunk.length - start);
      out.write(chunk, start, length);
      start += length;
    }
  }

  /// Waits until a slice may pass.
  ///
  /// @return its length
  private int awaitSlice(int atMost) throws InterruptedException {
    lock.lock();
    try {
      int length = Math.min(atMost, sliceBytes);
      awaitUntil(System.nanoTime() + length * 1_000_000_000L / bytesPerSecond);
      return length;
    } finally {
      lock.unlock();
    }
  }

  private void put(byte[] bytes) throws InterruptedException {
    lock.lock();
    try {
      while (underWay.size() >= MAX_CHUNKS && !over) {
        changed.await();
      }
      underWay.addLast(new Chunk(ByteBuffer.wrap(bytes), System.nanoTime() + latencyNanos));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private byte[] take() throws InterruptedException {
    lock.lock();
    try {
      while (underWay.isEmpty() && !over) {
        changed.await();
      }
      if (underWay.isEmpty()) {
        return END;
      }
      awaitUntil(underWay.getFirst().dueNanos());
      if (over) {
        return END;
      }
      changed.signalAll();
      return underWay.removeFirst().bytes().array();
    } finally {
      lock.unlock();
    }
  }

  /// Waits, with the lock held, until a time is reached and the link is not frozen.
  private void awaitUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    while (!over && (left > 0 || frozen)) {
      if (frozen) {
        changed.await();
      } else {
        long _ = changed.awaitNanos(left);
      }
      left = nanos - System.nanoTime();
    }
  }

  /// @return whether the end must still be passed on
  private boolean awaitThaw() {
    lock.lock();
    try {
      while (frozen) {
        changed.awaitUninterruptibly();
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  private void breakOff() {
    Link.close(from);
    Link.close(to);
    change(() -> over = true);
  }
}
