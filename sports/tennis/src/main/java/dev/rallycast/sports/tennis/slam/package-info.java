/** The importer for Grand Slam point-by-point files. */
@NullMarked
package dev.rallycast.sports.tennis.slam;

import org.jspecify.annotations.NullMarked;
