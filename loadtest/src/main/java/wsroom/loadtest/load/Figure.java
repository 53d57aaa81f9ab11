package wsroom.loadtest.load;

/// One figure of a run. `name` is machine-readable and stable, `label` is for people.
public record Figure(String name, String label, double value, String unit) {
  /// The unit of a fraction.
  public static final String SHARE = "share";
}
