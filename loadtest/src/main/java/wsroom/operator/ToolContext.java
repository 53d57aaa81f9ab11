package wsroom.operator;

import java.io.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What the commands know of their process.
///
/// @param environment variables of the process
/// @param folder the working directory
/// @param isTerminal whether the output goes to a terminal
/// @param prompt asks the user a question; empty if nobody can be asked
public record ToolContext(
    Map<String, String> environment,
    Path folder,
    boolean isTerminal,
    Function<String, Optional<String>> prompt,
    InstantSource clock) {

  /// The context of this process.
  public static ToolContext ofProcess() {
    Console console = System.console();
    boolean isTerminal = console != null && console.isTerminal();
    return new ToolContext(
        System.getenv(), Path.of(""), isTerminal, ToolContext::ask, InstantSource.system());
  }

  private static Optional<String> ask(String question) {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? Optional.ofNullable(console.readLine("%s", question))
        : Optional.empty();
  }

  Style style() {
    return Style.of(
        isTerminal,
        Optional.ofNullable(environment.get("NO_COLOR")).filter(text -> !text.isEmpty()),
        Optional.ofNullable(environment.get("TERM")));
  }
}
