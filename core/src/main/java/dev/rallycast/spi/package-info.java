/** What adapters and hosts implement: storage, sessions, tracks, admission. */
@NullMarked
package dev.rallycast.spi;

import org.jspecify.annotations.NullMarked;
