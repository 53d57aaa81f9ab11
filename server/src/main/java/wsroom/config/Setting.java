package wsroom.config;

/// A declared setting, as people read it.
///
/// @param group the heading that it stands under
/// @param name the environment variable
/// @param says what it does, as a phrase without a full stop
/// @param unit what its number counts; empty where it is no number
/// @param byDefault what holds without it, as text; empty where nothing does
/// @param allowed the values that it may have, so that "must be …" reads well before it
/// @param secret whether its value must never be shown
public record Setting(
    String group,
    String name,
    String says,
    String unit,
    String byDefault,
    String allowed,
    boolean secret) {}
