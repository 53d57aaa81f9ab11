package wsroom.loadtest.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import wsroom.loadtest.load.Watch;

/// Shows on a terminal how a run goes: the phase, a bar, the current figures, the time left. Where
/// the output is no terminal, one line a phase.
public final class Progress implements Watch {
  private static final int BAR_WIDTH = 24;

  /// Back to the line's beginning, and clear it. What is too long for the terminal is cut off: on a
  /// second line it could not be cleared.
  private static final String AFRESH = "\r\u001b[K\u001b[?7l";

  private static final String WRAP_AGAIN = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean terminal;
  private final InstantSource clock;
  private String phase = "";
  private long began;

  public Progress(PrintWriter out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public void phase(String name) {
    boolean sameAgain = name.equals(phase);
    phase = name;
    began = clock.millis();
    if (terminal) {
      out.print(AFRESH + name + " …" + WRAP_AGAIN);
    } else if (!sameAgain) {
      out.println(name);
    }
    out.flush();
  }

  @Override
  public void found(String sentence) {
    out.println((terminal ? AFRESH + WRAP_AGAIN : "") + sentence);
    out.flush();
  }

  @Override
  public void progress(double share, String figures) {
    if (!terminal) {
      return;
    }
    int done = (int) Math.round(share * BAR_WIDTH);
    out.print(
        String.format(
            Locale.ROOT,
            "%s%s %s%s %3.0f%% %s left, %s%s",
            AFRESH,
            phase,
            "█".repeat(done),
            "░".repeat(BAR_WIDTH - done),
            share * 100,
            left(share),
            figures,
            WRAP_AGAIN));
    out.flush();
  }

  /// Clears the line for what follows.
  public void end() {
    if (terminal) {
      out.print(AFRESH + WRAP_AGAIN);
      out.flush();
    }
  }

  private String left(double share) {
    if (share <= 0) {
      return "?";
    }
    double millis = (clock.millis() - began) * (1 - share) / share;
    return Duration.ofMillis((long) millis).plusMillis(500).toSeconds() + " s";
  }
}
