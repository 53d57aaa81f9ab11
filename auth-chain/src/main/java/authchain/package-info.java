@NullMarked
package authchain;

import org.jspecify.annotations.NullMarked;
