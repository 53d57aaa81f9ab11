package wsroom.loadtest.report;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import wsroom.loadtest.load.Fault;
import wsroom.loadtest.load.Figure;
import wsroom.loadtest.load.RampStep;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Sample;

/// Writes runs as JSON.
public final class JsonReport {
  private static final int PERCENTILE_TICKS = 5;

  private JsonReport() {}

  public static void write(Path file, Outcome outcome, Environment environment) throws IOException {
    Files.writeString(file, text(outcome, environment));
  }

  static String text(Outcome outcome, Environment environment) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("command", RepeatCommand.command(outcome.servers()));
      json.writeObjectPropertyStart("environment");
      environment.entries().forEach(json::writeStringProperty);
      json.writeEndObject();
      json.writeArrayPropertyStart("runs");
      outcome.servers().forEach(runs -> runs.forEach(run -> write(json, run)));
      json.writeEndArray();
      if (outcome.isComparison()) {
        writeWarmUps(json, outcome.warmUps());
        write(json, outcome.comparison());
      }
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  /// Warm-up runs without figures: they are not counted.
  private static void writeWarmUps(JsonGenerator json, List<Result> warmUps) {
    json.writeArrayPropertyStart("warm_ups");
    for (Result warmUp : warmUps) {
      json.writeStartObject();
      json.writeStringProperty("server", warmUp.plan().target().toString());
      json.writeNumberProperty("duration_ms", warmUp.plan().duration().toMillis());
      json.writeBooleanProperty("passed", warmUp.passed());
      writeFaults(json, warmUp);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Result result) {
    json.writeStartObject();
    json.writeObjectPropertyStart("settings");
    for (Map.Entry<String, String> setting : result.plan().settings().entrySet()) {
      json.writeStringProperty(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    json.writeBooleanProperty("passed", result.passed());
    json.writeBooleanProperty("membership_told", result.membershipAnnounced());
    json.writeObjectPropertyStart("figures");
    for (Figure figure : result.figures()) {
      json.writeNumberProperty(figure.name(), figure.value());
    }
    json.writeEndObject();
    writeFaults(json, result);
    writeTexts(json, "notes", result.notes());
    writeTexts(json, "warnings", result.warnings());
    writePercentiles(json, result.latency());
    writeSteps(json, result.steps());
    writeSamples(json, result.samples());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Comparison comparison) {
    json.writeObjectPropertyStart("comparison");
    for (Comparison.Row row : comparison.rows()) {
      json.writeObjectPropertyStart(row.figure().name());
      json.writeNumberProperty("a", row.first());
      json.writeNumberProperty("b", row.second());
      writeKnown(json, "a_divided_by_b", row.ratio());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeFaults(JsonGenerator json, Result result) {
    json.writeObjectPropertyStart("faults");
    for (Fault fault : Fault.values()) {
      json.writeNumberProperty(fault.key(), result.faults().count(fault));
    }
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void writePercentiles(JsonGenerator json, Histogram latency) {
    json.writeArrayPropertyStart("latency_percentiles");
    for (HistogramIterationValue value : latency.percentiles(PERCENTILE_TICKS)) {
      json.writeStartObject();
      json.writeNumberProperty("percentile", value.getPercentileLevelIteratedTo());
      json.writeNumberProperty("ms", value.getValueIteratedTo() / 1e3);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSteps(JsonGenerator json, List<RampStep> steps) {
    json.writeArrayPropertyStart("ramp");
    for (RampStep step : steps) {
      json.writeStartObject();
      json.writeNumberProperty("updates_per_second_and_peer", step.updatesPerSecond());
      json.writeNumberProperty("expected_per_second", step.expectedPerSecond());
      json.writeNumberProperty("deliveries_per_second", step.deliveriesPerSecond());
      json.writeNumberProperty("p50_ms", step.p50Millis());
      json.writeNumberProperty("p99_ms", step.p99Millis());
      writeKnown(json, "cpu_us_per_delivery", step.cpuMicrosPerDelivery());
      json.writeNumberProperty("tool_busy", step.toolBusyShare());
      json.writeStringProperty("verdict", step.held() ? "held" : step.verdict());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSamples(JsonGenerator json, List<Sample> samples) {
    json.writeArrayPropertyStart("samples");
    for (Sample sample : samples) {
      json.writeStartObject();
      json.writeNumberProperty("at_s", sample.atSeconds());
      json.writeNumberProperty("deliveries_per_second", sample.deliveriesPerSecond());
      json.writeNumberProperty("sent_per_second", sample.sentPerSecond());
      writeKnown(json, "p50_ms", sample.p50Millis());
      writeKnown(json, "p99_ms", sample.p99Millis());
      writeKnown(json, "max_ms", sample.maxMillis());
      writeKnown(json, "small_p99_ms", sample.smallP99Millis());
      writeKnown(json, "server_cpu_cores", sample.serverCpuShare());
      json.writeNumberProperty("server_resident_bytes", sample.residentBytes());
      json.writeNumberProperty("tool_busy", sample.toolBusyShare());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// NaN becomes null: JSON has no NaN.
  private static void writeKnown(JsonGenerator json, String name, double value) {
    if (Double.isNaN(value)) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value);
    }
  }
}
