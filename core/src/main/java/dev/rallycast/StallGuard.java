package dev.rallycast;

import java.time.Duration;

/** Measures how late events are, and does what the playback's type says when they are far too late. Loop only. */
final class StallGuard {
    private final Engine engine;
    private final Playback playback;
    private final PlayState state;
    private final Controls controls;

    /** Whether the last event that went out was far too late. */
    private boolean stalled;

    /** When what should have been out may be skipped again, after that failed. */
    private long maySkip;

    StallGuard(Engine engine, Playback playback, PlayState state, Controls controls) {
        this.engine = engine;
        this.playback = playback;
        this.state = state;
        this.controls = controls;
        maySkip = playback.loop().now();
    }

    /** The next event was due so many nanoseconds ago: whether it goes out now. */
    boolean letsOut(long now, long lateness) {
        // A loop on a thread is always a little late; without this, a listener would be told of nearly every event.
        if (lateness > TimerWheel.TICK_NANOS) {
            engine.tell(listener -> listener.late(playback.handle(), Duration.ofNanos(lateness)));
            if (lateness > engine.stallNanos) {
                return stalled(now, lateness);
            }
        }
        stalled = false;
        return true;
    }

    private boolean stalled(long now, long lateness) {
        if (!stalled) {
            stalled = true;
            engine.tell(listener -> listener.stalled(playback.handle(), Duration.ofNanos(lateness)));
        }
        if (playback.isShared()) {
            // What one node did not let out in time is no reason to move the others.
            return true;
        }
        switch (playback.type().stall()) {
            case BURST -> {
                return true;
            }
            case SLIP -> {
                state.slip(lateness);
                state.changed();
                playback.changed("slip", null);
                return true;
            }
            case SKIP -> {
                if (now - maySkip < 0) {
                    return true;
                }
                controls.skip(() -> maySkip = playback.loop().now() + Playback.RETRY);
                return false;
            }
        }
        throw new AssertionError(playback.type().stall());
    }
}
