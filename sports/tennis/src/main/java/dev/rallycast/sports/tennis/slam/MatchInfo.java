package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.files.MatchMetadata;

/**
 * A row of a matches file.
 *
 * @param metadata what it says
 * @param serversByPlayer whether the servers of a doubles match are numbered 1 to 4 by player, and not by team
 */
record MatchInfo(MatchMetadata metadata, boolean serversByPlayer) {}
