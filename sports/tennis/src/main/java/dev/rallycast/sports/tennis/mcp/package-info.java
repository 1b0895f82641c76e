/** The files of the Match Charting Project, with a code for every rally. */
@NullMarked
package dev.rallycast.sports.tennis.mcp;

import org.jspecify.annotations.NullMarked;
