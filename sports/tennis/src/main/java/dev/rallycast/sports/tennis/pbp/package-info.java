/** Files that hold each match as one string of points. */
@NullMarked
package dev.rallycast.sports.tennis.pbp;

import org.jspecify.annotations.NullMarked;
