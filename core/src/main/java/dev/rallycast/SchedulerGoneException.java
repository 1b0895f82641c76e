package dev.rallycast;

import dev.rallycast.model.ReplayException;

/** A playback was used after it had ended. */
public final class SchedulerGoneException extends ReplayException {
    private static final long serialVersionUID = 1L;

    SchedulerGoneException(String playback) {
        super("playback " + playback + " is gone");
    }
}
