package dev.rallycast.sports.tennis;

import org.jspecify.annotations.Nullable;

/** How a point ended. */
public enum Outcome {
    ACE("ace"),
    DOUBLE_FAULT("double_fault"),
    WINNER("winner"),
    FORCED_ERROR("forced_error"),
    UNFORCED_ERROR("unforced_error"),
    /** The umpire took the point from the loser; there may have been no rally. */
    PENALTY("penalty");

    private final String code;

    Outcome(String code) {
        this.code = code;
    }

    /** The value in an event's data. */
    public String code() {
        return code;
    }

    /** The outcome with a code, or null if there is none. */
    static @Nullable Outcome of(@Nullable String code) {
        for (Outcome outcome : values()) {
            if (outcome.code.equals(code)) {
                return outcome;
            }
        }
        return null;
    }
}
