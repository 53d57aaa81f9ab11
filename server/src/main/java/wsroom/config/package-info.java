/// Owns the settings: what the environment may say, what it means, and what is wrong with it.
///
/// Each setting is declared once, at the component of the record that holds it. `--help`, the table
/// in the README and the errors are made from those declarations.
@NullMarked
package wsroom.config;

import org.jspecify.annotations.NullMarked;
