package dev.rallycast.sports.tennis.shots;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a stroke apart from the exact places. Immutable.
 *
 * @param kind how the ball was struck
 * @param wing {@code "forehand"} or {@code "backhand"}; null in a serve and if not known
 * @param direction of a serve: 4 wide, 5 to the body, 6 down the T; of another stroke: 1 to a right-hander's forehand, 2 to the
 *     middle, 3 to a right-hander's backhand; 0 if not known
 * @param depth of a return: 7 into the service box, 8 behind it, 9 near the baseline; 0 if not known, and of other strokes
 * @param atNet whether the striker stood at the net
 * @param miss whether the ball was lost by it, and how
 */
public record Stroke(Kind kind, @Nullable String wing, int direction, int depth, boolean atNet, Miss miss) {
    /** How the ball was struck. */
    public enum Kind {
        FIRST_SERVE("serve"),
        SECOND_SERVE("serve"),
        GROUND_STROKE("ground_stroke"),
        SLICE("slice"),
        VOLLEY("volley"),
        OVERHEAD("overhead"),
        DROP_SHOT("drop_shot"),
        LOB("lob"),
        HALF_VOLLEY("half_volley"),
        SWINGING_VOLLEY("swinging_volley"),
        TRICK("trick"),
        UNKNOWN("unknown");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** The value in an event's data. */
        String code() {
            return code;
        }

        boolean isServe() {
            return this == FIRST_SERVE || this == SECOND_SERVE;
        }

        /** Whether the ball is struck before it bounces. */
        boolean isInTheAir() {
            return this == VOLLEY || this == OVERHEAD || this == SWINGING_VOLLEY;
        }
    }

    /** How a ball is lost by whoever struck it. */
    public enum Miss {
        /** It came into the court. */
        NONE,
        NET,
        WIDE,
        LONG,
        WIDE_AND_LONG,
        /** It was lost in one of these ways. */
        UNKNOWN
    }

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if direction or depth has none of its values
     */
    public Stroke {
        requireNonNull(kind, "kind");
        requireNonNull(miss, "miss");
        boolean known = kind.isServe() ? direction >= 4 && direction <= 6 : direction >= 1 && direction <= 3;
        if (!known && direction != 0) {
            throw new IllegalArgumentException("direction " + direction + " of " + kind + ": expected "
                    + (kind.isServe() ? "4 to 6" : "1 to 3") + ", or 0");
        }
        if (depth != 0 && (depth < 7 || depth > 9)) {
            throw new IllegalArgumentException("depth " + depth + ": expected 7 to 9, or 0");
        }
    }

    /** A serve. */
    public static Stroke serve(boolean first, int direction, Miss miss) {
        return new Stroke(first ? Kind.FIRST_SERVE : Kind.SECOND_SERVE, null, direction, 0, false, miss);
    }
}
