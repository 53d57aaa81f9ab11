package wsroom.loadtest.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import wsroom.loadtest.load.ProgressListener;

/// Shows the progress of a run on a terminal: phase, bar, current figures, time left. Without a
/// terminal it prints one line per phase.
public final class Progress implements ProgressListener {
  private static final int BAR_WIDTH = 24;

  /// Returns to the start of the line and clears it, without wrapping: a second line could not be
  /// cleared.
  private static final String CLEAR_LINE = "\r\u001b[K\u001b[?7l";

  private static final String ENABLE_WRAP = "\u001b[?7h";

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
      out.print(CLEAR_LINE + name + " …" + ENABLE_WRAP);
    } else if (!sameAgain) {
      out.println(name);
    }
    out.flush();
  }

  @Override
  public void message(String sentence) {
    out.println((terminal ? CLEAR_LINE + ENABLE_WRAP : "") + sentence);
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
            CLEAR_LINE,
            phase,
            "█".repeat(done),
            "░".repeat(BAR_WIDTH - done),
            share * 100,
            left(share),
            figures,
            ENABLE_WRAP));
    out.flush();
  }

  /// Clears the line for other output.
  public void end() {
    if (terminal) {
      out.print(CLEAR_LINE + ENABLE_WRAP);
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
