/// The browser pages: their files, read once from the jar, and the headers that restrict what they
/// may do.
@NullMarked
package wsroom.http.pages;

import org.jspecify.annotations.NullMarked;
