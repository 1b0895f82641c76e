/** Where time comes from: the injected ticker, a clock that is moved by hand, and the affine playhead. */
@NullMarked
package dev.rallycast.time;

import org.jspecify.annotations.NullMarked;
