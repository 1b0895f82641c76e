package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.shots.Stroke;
import dev.rallycast.sports.tennis.shots.Stroke.Kind;
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

    /** The stroke, given whether and how its striker lost the ball. */
    Stroke stroke(Stroke.Miss miss) {
        return new Stroke(kind(), wing(), direction, depth, atNet, miss);
    }

    private Kind kind() {
        return switch (type) {
            case 'f', 'b' -> Kind.GROUND_STROKE;
            case 'r', 's' -> Kind.SLICE;
            case 'v', 'z' -> Kind.VOLLEY;
            case 'o', 'p' -> Kind.OVERHEAD;
            case 'u', 'y' -> Kind.DROP_SHOT;
            case 'l', 'm' -> Kind.LOB;
            case 'h', 'i' -> Kind.HALF_VOLLEY;
            case 'j', 'k' -> Kind.SWINGING_VOLLEY;
            case 't' -> Kind.TRICK;
            default -> Kind.UNKNOWN;
        };
    }

    /** How a ball was lost, by the letter of an error or a fault. */
    static Stroke.Miss miss(char error) {
        return switch (error) {
            case 'n' -> Stroke.Miss.NET;
            case 'w' -> Stroke.Miss.WIDE;
            case 'd' -> Stroke.Miss.LONG;
            case 'x' -> Stroke.Miss.WIDE_AND_LONG;
            default -> Stroke.Miss.UNKNOWN;
        };
    }
}
