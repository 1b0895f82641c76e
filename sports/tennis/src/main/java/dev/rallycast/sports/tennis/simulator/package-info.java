/** A seeded simulator of whole matches, point by point. */
@NullMarked
package dev.rallycast.sports.tennis.simulator;

import org.jspecify.annotations.NullMarked;
