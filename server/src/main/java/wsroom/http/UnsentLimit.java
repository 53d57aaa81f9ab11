package wsroom.http;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Limits the unsent bytes that the kernel holds for a connection, by Linux's socket option
/// TCP_NOTSENT_LOWAT. The JDK does not offer it, so it is set by the C library's `setsockopt`.
///
/// It is set once, on the listening socket, whose options Linux copies to each connection. The JDK
/// hides a socket's file descriptor, so the kernel is asked which one listens.
final class UnsentLimit {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  // From Linux's headers, the same on each architecture that has a JDK 25.
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NOTSENT_LOWAT = 25;

  /// The same in `sockaddr_in` and `sockaddr_in6`.
  private static final int PORT_OFFSET = 2;

  private static final int ADDRESS_BYTES = 128;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MethodHandle getsockopt;
  private final MethodHandle setsockopt;
  private final MethodHandle getsockname;

  private UnsentLimit() {
    AddressLayout pointer = ValueLayout.ADDRESS;
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    getsockopt =
        function(
            "getsockopt", FunctionDescriptor.of(number, number, number, number, pointer, pointer));
    setsockopt =
        function(
            "setsockopt", FunctionDescriptor.of(number, number, number, number, pointer, number));
    getsockname = function("getsockname", FunctionDescriptor.of(number, number, pointer, pointer));
  }

  /// Looks up the functions, which takes 0.1 s in a JVM that has just started.
  ///
  /// @return empty if there is no such option
  static Optional<UnsentLimit> find() {
    boolean isLinux = System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    return isLinux && Files.isDirectory(OPEN_FILES)
        ? Optional.of(new UnsentLimit())
        : Optional.empty();
  }

  /// Sets the limit for all connections to a port that this process listens on.
  ///
  /// @return whether the kernel accepted it
  boolean set(int port, int bytes) throws IOException {
    boolean isSet = false;
    try (Arena arena = Arena.ofConfined();
        DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment address = arena.allocate(ADDRESS_BYTES);
      for (Path file : files) {
        int descriptor = Integer.parseInt(file.getFileName().toString());
        length.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
        if (failed(
                (int) getsockopt.invokeExact(descriptor, SOL_SOCKET, SO_ACCEPTCONN, value, length))
            || value.get(ValueLayout.JAVA_INT, 0) == 0) {
          continue;
        }
        length.set(ValueLayout.JAVA_INT, 0, ADDRESS_BYTES);
        if (failed((int) getsockname.invokeExact(descriptor, address, length))
            || Short.toUnsignedInt(address.get(PORT, PORT_OFFSET)) != port) {
          continue;
        }
        value.set(ValueLayout.JAVA_INT, 0, bytes);
        isSet |=
            !failed(
                (int)
                    setsockopt.invokeExact(
                        descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, value, Integer.BYTES));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return isSet;
  }

  /// C functions return 0 for success.
  private static boolean failed(int result) {
    return result != 0;
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }
}
