package wsroom.loadtest.load;

/// One figure of a run. `name` is for programs and stays, `label` is for people.
public record Figure(String name, String label, double value, String unit) {
  /// The unit of a share of one.
  public static final String SHARE = "share";
}
