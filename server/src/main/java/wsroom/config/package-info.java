/// The settings: their declarations, defaults and validation.
///
/// Each setting is declared once, at the component of the record that holds it. `--help`, the
/// README's table and the errors are generated from these declarations.
@NullMarked
package wsroom.config;

import org.jspecify.annotations.NullMarked;
