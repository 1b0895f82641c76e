/** What counts as JSON here. Knows nothing of the rest of the library. */
@NullMarked
package dev.rallycast.json;

import org.jspecify.annotations.NullMarked;
