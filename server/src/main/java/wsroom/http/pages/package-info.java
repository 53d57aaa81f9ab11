/// The browser's pages: their files, read once from the jar, and the headers that keep a browser
/// from doing anything else with them.
@NullMarked
package wsroom.http.pages;

import org.jspecify.annotations.NullMarked;
