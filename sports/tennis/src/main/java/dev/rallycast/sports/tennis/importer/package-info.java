/** The importer, which finds out what format a file has. */
@NullMarked
package dev.rallycast.sports.tennis.importer;

import org.jspecify.annotations.NullMarked;
