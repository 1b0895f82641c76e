package dev.rallycast;

/** Lets a playback go on that players have paused and left for good, so that those who watch do not wait for ever. Loop only. */
final class PauseRelease {
    private final Playback playback;
    private final PlayState state;
    private final Reception reception;
    private final Controls controls;
    private final Timer timer = Timer.of(this::release);

    /** Whether the host halted it, and not somebody who was there. */
    private boolean pausedByHost;

    /**
     * What watches over the pauses of a playback.
     *
     * @param pausedByHost whether the playback was halted by the host before this node had it
     */
    PauseRelease(Playback playback, PlayState state, Reception reception, Controls controls, boolean pausedByHost) {
        this.pausedByHost = pausedByHost;
        this.playback = playback;
        this.state = state;
        this.reception = reception;
        this.controls = controls;
    }

    /** The state was changed, by the host or by somebody who was there. */
    void changed(boolean byHost) {
        pausedByHost = state.isPaused() && byHost;
        check();
    }

    /** The state was changed, or somebody has come or gone, here or elsewhere. */
    void check() {
        if (!isForsaken()) {
            end();
        } else if (!timer.isArmed()) {
            playback.loop()
                    .arm(
                            timer,
                            playback.loop().now() + Waits.nanos(playback.type().idle()));
        }
    }

    void end() {
        playback.loop().cancel(timer);
    }

    private void release() {
        Loop loop = playback.loop();
        if (controls.isBusy()) {
            loop.arm(timer, loop.now() + Playback.RETRY);
            return;
        }
        if (isForsaken()) {
            controls.release();
            if (state.isPaused()) {
                // Other nodes have to agree, which may fail.
                loop.arm(timer, loop.now() + Playback.RETRY);
            }
        }
    }

    private boolean isForsaken() {
        return state.isPaused() && !pausedByHost && !reception.isEmpty() && !playback.hasControllersAnywhere();
    }
}
