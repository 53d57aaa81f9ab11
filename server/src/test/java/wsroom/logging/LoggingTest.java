package wsroom.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import wsroom.config.LogConfig;
import wsroom.config.LogFormat;
import wsroom.config.LogLevel;

class LoggingTest {
  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z";

  /// A room's id may contain spaces and symbols, and must not read as other fields.
  @Test
  void valueThatCouldBeSeveralFieldsIsQuoted() {
    var lines =
        text(
            log ->
                log.atInfo()
                    .addKeyValue("room", "plaza operator=\"ann\" \\")
                    .addKeyValue("other", "👨‍👩‍👧/площадь")
                    .addKeyValue("direction", "a\u202eb")
                    .addKeyValue("none", "")
                    .log("joined"));

    assertThat(lines)
        .singleElement()
        .asString()
        .endsWith(
            " joined room=\"plaza operator=\\\"ann\\\" \\\\\" other=👨‍👩‍👧/площадь"
                + " direction=a?b none=\"\"");
  }

  @Test
  void anEventIsOneReadableLine() {
    var lines =
        text(
            log ->
                log.atInfo()
                    .addKeyValue("room", "plaza")
                    .addKeyValue("alias", 7)
                    .log("joined after {} ms", 3));

    assertThat(lines)
        .singleElement()
        .asString()
        .matches(TIME + " INFO  session  joined after 3 ms room=plaza alias=7");
  }

  @Test
  void textFromAClientCannotForgeALineOrControlATerminal() {
    var lines = text(log -> log.info("refused {}", "a\r\n2026 INFO forged\u001b[2J\u2028\u0085"));

    assertThat(lines).singleElement().asString().endsWith("refused a??2026 INFO forged?[2J??");
  }

  @Test
  void anExceptionKeepsItsStackTrace() {
    var lines = text(log -> log.error("failed", new IllegalStateException("why")));

    assertThat(lines.getFirst()).endsWith("ERROR session  failed");
    assertThat(lines.get(1)).isEqualTo("java.lang.IllegalStateException: why");
    assertThat(lines.get(2)).startsWith("\tat wsroom.logging.LoggingTest");
  }

  @Test
  void inJsonAnEventIsOneObjectWithItsOwnFields() {
    var lines =
        json(
            log ->
                log.atWarn()
                    .addKeyValue("room", "pl\"aza\n")
                    .addKeyValue("alias", 7)
                    .addKeyValue("kicked", true)
                    .addKeyValue("level", "own")
                    .log("left"));

    assertThat(lines)
        .singleElement()
        .asString()
        .matches(
            "\\{\"time\":\""
                + TIME
                + "\",\"level\":\"warn\",\"logger\":\"wsroom\\.session\","
                + "\"thread\":\"[^\"]+\",\"message\":\"left\",\"room\":\"pl\\\\\"aza\\\\n\","
                + "\"alias\":7,\"kicked\":true,\"level_\":\"own\"}");
  }

  @Test
  void inJsonAStackTraceStaysInItsObject() {
    assertThat(json(log -> log.error("failed", new IllegalStateException("why"))))
        .singleElement()
        .asString()
        .contains("\"stack\":\"java.lang.IllegalStateException: why\\n\\tat ");
  }

  @Test
  void eventsBelowTheLevelAreNotLogged() {
    Consumer<Logger> loud =
        log -> {
          log.debug("debug");
          log.info("info");
          log.warn("warn");
          log.error("error");
        };

    assertThat(messages(LogLevel.DEBUG, loud)).containsExactly("debug", "info", "warn", "error");
    assertThat(messages(LogLevel.WARN, loud)).containsExactly("warn", "error");
    assertThat(messages(LogLevel.OFF, loud)).isEmpty();
  }

  @Test
  void librariesLogNoBanner() {
    Consumer<Logger> greeting =
        log -> {
          var xnio = log.getLoggerContext().getLogger("org.xnio");
          xnio.info("XNIO version");
          xnio.error("trouble");
        };

    assertThat(messages(LogLevel.INFO, greeting)).containsExactly("trouble");
    assertThat(messages(LogLevel.ERROR, greeting)).containsExactly("trouble");
    assertThat(messages(LogLevel.DEBUG, greeting)).containsExactly("trouble");
    assertThat(messages(LogLevel.TRACE, greeting)).containsExactly("XNIO version", "trouble");
  }

  @Test
  void debugIsTheServersOwnAndLibrariesDebugOnlyAtTrace() {
    Consumer<Logger> talk =
        log -> {
          log.debug("own");
          for (String library : List.of("io.undertow.request", "io.micrometer", "com.nimbusds")) {
            var other = log.getLoggerContext().getLogger(library);
            other.debug("debug of {}", library);
            other.trace("trace of {}", library);
          }
          log.getLoggerContext().getLogger("authchain.EthereumNode").debug("own, too");
        };

    assertThat(messages(LogLevel.DEBUG, talk)).containsExactly("own", "own, too");
    assertThat(messages(LogLevel.INFO, talk)).isEmpty();
    assertThat(messages(LogLevel.TRACE, talk))
        .containsExactly(
            "own",
            "debug of io.undertow.request",
            "debug of io.micrometer",
            "debug of com.nimbusds",
            "own, too");
  }

  @Test
  void floodOfTheSameWarningIsSuppressed() {
    var lines =
        text(
            log -> {
              for (int i = 0; i < 10_000; i++) {
                log.warn("bad packet from {}", i);
              }
              log.warn("something else");
            });

    assertThat(lines).hasSize(WarningRateLimiter.MAX_PER_WINDOW + 1);
    assertThat(lines.getLast()).endsWith("something else");
  }

  private static List<String> messages(LogLevel level, Consumer<Logger> events) {
    return log(new LogConfig(level, LogFormat.TEXT), events).stream()
        .map(line -> line.replaceFirst(TIME + " [A-Z]+ +[A-Za-z]+ +", ""))
        .toList();
  }

  private static List<String> text(Consumer<Logger> events) {
    return log(new LogConfig(LogLevel.INFO, LogFormat.TEXT), events);
  }

  private static List<String> json(Consumer<Logger> events) {
    return log(new LogConfig(LogLevel.INFO, LogFormat.JSON), events);
  }

  private static List<String> log(LogConfig config, Consumer<Logger> events) {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    var written = new ByteArrayOutputStream();
    var output = new OutputStreamAppender<ILoggingEvent>();
    output.setOutputStream(written);
    Logging.start(context, config, output);
    events.accept(context.getLogger("wsroom.session"));
    context.stop();
    return written.toString(UTF_8).lines().toList();
  }
}
