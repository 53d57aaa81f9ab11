package wsroom.room.membership;

/// Sources of aliases that are nearly exhausted, a state that no test could reach by joins.
public final class ExhaustedAliases {
  private ExhaustedAliases() {}

  /// A source that assigns so many more aliases, and then none.
  public static AliasSource after(int aliases) {
    return new AliasSource(Integer.MAX_VALUE - aliases);
  }
}
