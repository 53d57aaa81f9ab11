package wsroom.app;

import java.lang.reflect.Proxy;
import java.util.List;

/// Hears the signals that ask the process to end, and the one that asks it to read its settings
/// again.
///
/// A shutdown hook hears only the first that ends; that a second one should end the process at
/// once, and that SIGHUP should not end it, takes the JDK's `sun.misc.Signal`, which every JDK has
/// and none documents. It is looked up by name, so that the build stays free of warnings, and the
/// server of a hard dependency.
final class Signals {
  private static final List<String> TERMINATION = List.of("TERM", "INT");

  private Signals() {}

  /// Runs an action on each signal that asks the process to end, instead of ending it.
  ///
  /// @return whether this JDK can; if not, a shutdown hook has to do
  static boolean onTermination(Runnable action) {
    return on(TERMINATION, action);
  }

  /// Runs an action on each SIGHUP, which would end the process otherwise.
  ///
  /// @return whether this JDK can
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
