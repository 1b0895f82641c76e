/** The shots of a point: what they were, where the ball went, and when. */
@NullMarked
package dev.rallycast.sports.tennis.shots;

import org.jspecify.annotations.NullMarked;
