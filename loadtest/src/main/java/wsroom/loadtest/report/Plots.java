package wsroom.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import wsroom.loadtest.load.RampStep;
import wsroom.loadtest.load.Result;
import wsroom.loadtest.load.Sample;

/// The plots of a report: the last run of each server.
final class Plots {
  private static final int PERCENTILE_TICKS = 5;
  private static final int SMOOTHING = 5;
  private static final double PERCENTILE_LIMIT = 99.99;

  private final List<Result> runs = new ArrayList<>();

  Plots(List<List<Result>> servers) {
    servers.forEach(results -> runs.add(results.getLast()));
  }

  void addTo(StringBuilder page) {
    page.append("<div class=\"plots\">\n");
    add(page, "Latency by percentile", latencyByPercentile());
    add(
        page,
        "Deliveries over time",
        overTime("deliveries/s", "deliveries", Sample::deliveriesPerSecond));
    add(page, "Latency over time", latencyOverTime());
    if (runs.stream().anyMatch(Plots::hasCpu)) {
      add(page, "Server CPU over time", cpuOverTime());
      add(
          page,
          "Server memory over time",
          overTime("MB", "memory", sample -> sample.residentBytes() / 1e6));
    }
    if (runs.stream().anyMatch(run -> !run.steps().isEmpty())) {
      add(page, "Latency by rate", byRate("p99 ms", RampStep::p99Millis));
      if (runs.stream().anyMatch(Plots::hasCpu)) {
        add(page, "Server CPU per delivery by rate", byRate("µs", RampStep::cpuMicrosPerDelivery));
      }
    }
    page.append("</div>\n");
  }

  private static void add(StringBuilder page, String title, Plot plot) {
    page.append("<figure><figcaption>%s</figcaption>\n".formatted(Html.escape(title)))
        .append(plot.svg(title))
        .append("</figure>\n");
  }

  private Plot latencyByPercentile() {
    double most = 0;
    for (Result run : runs) {
      most = Math.max(most, run.latency().getValueAtPercentile(PERCENTILE_LIMIT) / 1e3);
    }
    Plot plot = new Plot(Axis.percentiles("percentile"), Axis.logarithmic("ms", 0.1, most));
    for (int i = 0; i < runs.size(); i++) {
      plot.line(name(i, "latency"), style(i), percentiles(runs.get(i).latency()));
    }
    return plot;
  }

  private static List<Plot.Point> percentiles(Histogram latency) {
    List<Plot.Point> points = new ArrayList<>();
    for (HistogramIterationValue value : latency.percentiles(PERCENTILE_TICKS)) {
      double percentile = value.getPercentileLevelIteratedTo();
      if (percentile <= PERCENTILE_LIMIT) {
        points.add(new Plot.Point(percentile, value.getValueIteratedTo() / 1e3));
      }
    }
    return points;
  }

  private Plot overTime(String unit, String what, ToDoubleFunction<Sample> value) {
    Plot plot = new Plot(timeAxis(), Axis.linear(unit, most(value)));
    for (int i = 0; i < runs.size(); i++) {
      plot.line(name(i, what), style(i), series(runs.get(i), value));
    }
    return plot;
  }

  /// Smoothed: the kernel counts CPU in hundredths of a second.
  private Plot cpuOverTime() {
    Plot plot = new Plot(timeAxis(), Axis.linear("cores", most(Sample::serverCpuShare)));
    for (int i = 0; i < runs.size(); i++) {
      plot.line(name(i, "CPU"), style(i), smooth(series(runs.get(i), Sample::serverCpuShare)));
    }
    return plot;
  }

  private static List<Plot.Point> smooth(List<Plot.Point> points) {
    List<Plot.Point> smooth = new ArrayList<>();
    for (int i = SMOOTHING - 1; i < points.size(); i++) {
      double mean =
          points.subList(i - SMOOTHING + 1, i + 1).stream()
              .mapToDouble(Plot.Point::y)
              .average()
              .orElse(Double.NaN);
      smooth.add(new Plot.Point(points.get(i).x(), mean));
    }
    return smooth;
  }

  private Plot latencyOverTime() {
    Plot plot = new Plot(timeAxis(), Axis.logarithmic("ms", 0.1, most(Sample::p99Millis)));
    for (int i = 0; i < runs.size(); i++) {
      plot.line(name(i, "p50"), style(i), series(runs.get(i), Sample::p50Millis));
      plot.line(name(i, "p99"), style(i) + "2", series(runs.get(i), Sample::p99Millis));
    }
    return plot;
  }

  private Plot byRate(String unit, ToDoubleFunction<RampStep> value) {
    double least = Double.MAX_VALUE;
    double most = 1;
    double top = 0;
    for (Result run : runs) {
      for (RampStep step : run.steps()) {
        if (step.held()) {
          least = Math.min(least, step.deliveriesPerSecond());
          most = Math.max(most, step.deliveriesPerSecond());
          top = Math.max(top, value.applyAsDouble(step));
        }
      }
    }
    Plot plot =
        new Plot(
            Axis.logarithmic("deliveries/s, as far as held", Math.min(least, most), most),
            Axis.linear(unit, top));
    for (int i = 0; i < runs.size(); i++) {
      List<Plot.Point> points =
          runs.get(i).steps().stream()
              .filter(RampStep::held)
              .map(step -> new Plot.Point(step.deliveriesPerSecond(), value.applyAsDouble(step)))
              .sorted((one, other) -> Double.compare(one.x(), other.x()))
              .toList();
      plot.line(name(i, "held"), style(i), points);
    }
    return plot;
  }

  private Axis timeAxis() {
    return Axis.upTo("seconds", most(Sample::atSeconds));
  }

  private double most(ToDoubleFunction<Sample> value) {
    return runs.stream()
        .flatMap(run -> run.samples().stream())
        .mapToDouble(value)
        .filter(Double::isFinite)
        .max()
        .orElse(1);
  }

  private static List<Plot.Point> series(Result run, ToDoubleFunction<Sample> value) {
    return run.samples().stream()
        .map(sample -> new Plot.Point(sample.atSeconds(), value.applyAsDouble(sample)))
        .toList();
  }

  private static boolean hasCpu(Result run) {
    return run.samples().stream().anyMatch(sample -> !Double.isNaN(sample.serverCpuShare()));
  }

  private String name(int run, String what) {
    return runs.size() == 1 ? what : (run == 0 ? "A " : "B ") + what;
  }

  private static String style(int run) {
    return run == 0 ? "a" : "b";
  }
}
