/** The rules of scoring in tennis: formats of matches and sets, and the score as an immutable value. */
@NullMarked
package dev.rallycast.sports.tennis.scoring;

import org.jspecify.annotations.NullMarked;
