package wsroom.config;

/// A declared setting, with its documentation.
///
/// @param group the heading in the documentation
/// @param name the environment variable
/// @param description a phrase without a full stop
/// @param unit the unit of its number; empty if it is no number
/// @param defaultValue the default value as text; empty if there is none
/// @param allowed the values that it may have, so that "must be …" reads well before it
/// @param secret whether its value must never be shown
public record Setting(
    String group,
    String name,
    String description,
    String unit,
    String defaultValue,
    String allowed,
    boolean secret) {}
