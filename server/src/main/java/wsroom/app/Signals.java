package wsroom.app;

import java.lang.reflect.Proxy;
import java.util.List;

/// Installs handlers for the signals that end the process, and for the one that reloads its
/// settings.
///
/// A shutdown hook runs for the first signal only. A second signal must end the process at once,
/// and SIGHUP must not end it: that needs `sun.misc.Signal`, which every JDK has and none
/// documents. It is looked up by name, so that the build has no warnings and the server no hard
/// dependency.
final class Signals {
  private static final List<String> TERMINATION = List.of("TERM", "INT");

  private Signals() {}

  /// Runs an action on each terminating signal, instead of ending the process.
  ///
  /// @return whether this JDK supports it; if not, a shutdown hook has to do
  static boolean onTermination(Runnable action) {
    return on(TERMINATION, action);
  }

  /// Runs an action on each SIGHUP, which would end the process otherwise.
  ///
  /// @return whether this JDK supports it
  static boolean onHangUp(Runnable action) {
    return on(List.of("HUP"), action);
  }

  private static boolean on(List<String> names, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object identity = new Object();
      Object listener =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                // Object's own methods.
                return method.invoke(identity, arguments);
              });
      for (String name : names) {
        Object named = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, named, listener);
      }
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
