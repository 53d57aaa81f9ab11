package wsroom.room.membership;

/// Sources of aliases that are nearly spent, which no test could reach by joins.
public final class SpentAliases {
  private SpentAliases() {}

  /// A source that gives so many aliases more, and then fails.
  public static AliasSource after(int aliases) {
    return new AliasSource(Integer.MAX_VALUE - aliases);
  }
}
