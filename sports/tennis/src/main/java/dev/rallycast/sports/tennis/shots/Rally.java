package dev.rallycast.sports.tennis.shots;

import java.util.List;

/**
 * The strokes of a point in order: its serves, and after the one that was in the strokes of returner and server in turn. Only
 * a first serve that is followed by a second and the very last stroke may be lost. Immutable.
 *
 * @param strokes the strokes; empty if there were none
 * @param synthetic whether they are invented
 */
public record Rally(List<Stroke> strokes, boolean synthetic) {
    /** Copies the list. */
    public Rally {
        strokes = List.copyOf(strokes);
    }
}
