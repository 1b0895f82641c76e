/** Tennis: scoring rules, the score track, importers and a simulator. */
@NullMarked
package dev.rallycast.sports.tennis;

import org.jspecify.annotations.NullMarked;
