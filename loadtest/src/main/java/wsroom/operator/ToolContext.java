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
    return new ToolContext(
        System.getenv(),
        Path.of(""),
        terminal().isPresent(),
        ToolContext::ask,
        InstantSource.system());
  }

  private static Optional<String> ask(String question) {
    return terminal().map(console -> console.readLine("%s", question));
  }

  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  Style style() {
    return Style.of(
        isTerminal,
        Optional.ofNullable(environment.get("NO_COLOR")).filter(text -> !text.isEmpty()),
        Optional.ofNullable(environment.get("TERM")));
  }
}
