/** Files of Wimbledon singles with the names of the players on every row. */
@NullMarked
package dev.rallycast.sports.tennis.wimbledon;

import org.jspecify.annotations.NullMarked;
