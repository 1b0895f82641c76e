package dev.rallycast.sports.tennis.mcp;

import org.jspecify.annotations.Nullable;

/**
 * A shot after the serve. Immutable.
 *
 * @param type the letter of the stroke, see {@link RallyCode}
 * @param direction 1 to a right-hander's forehand, 2 to the middle, 3 to a right-hander's backhand; 0 if not known
 * @param depth of a return: 7 in the service box, 8 behind it, 9 near the baseline; 0 if not known
 * @param approach whether the striker then came to the net
 * @param atNet whether the striker stood at the net
 */
record ChartedShot(char type, int direction, int depth, boolean approach, boolean atNet) {
    static final String FOREHANDS = "frvoulhj";
    static final String BACKHANDS = "bszpymik";

    /** {@code "forehand"} or {@code "backhand"}; null for a trick shot and if not known. */
    @Nullable
    String wing() {
        if (FOREHANDS.indexOf(type) >= 0) {
            return "forehand";
        }
        return BACKHANDS.indexOf(type) >= 0 ? "backhand" : null;
    }
}
