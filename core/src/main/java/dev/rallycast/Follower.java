package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows what other nodes have done with a playback, behind what is under way here. Loop only. */
final class Follower {
    /** Clocks that differ by less are left alone: what is due is at most this much early or late. */
    private static final long NEGLIGIBLE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Engine engine;
    private final Loop loop;
    private final Playback playback;
    private final Controls controls;
    private final PlayState state;
    private final Timeline timeline;
    private final TrackFold initial;

    /** What could not be followed yet. */
    private @Nullable Shared news;
    /** What is being looked up. */
    private @Nullable Shared following;

    Follower(
            Engine engine,
            Playback playback,
            Controls controls,
            PlayState state,
            Timeline timeline,
            TrackFold initial) {
        this.engine = engine;
        this.playback = playback;
        this.controls = controls;
        this.state = state;
        this.timeline = timeline;
        this.initial = initial;
        loop = playback.loop();
    }

    /** Other nodes have agreed on a state, which is followed as soon as nothing else is under way. */
    void adopt(Shared shared) {
        news = shared;
        catchUp();
    }

    /** Follows now, if that was put off. */
    void catchUp() {
        if (!controls.isBusy()) {
            follow();
        }
    }

    /** What is being looked up has been called off: it is followed later. */
    void putOff() {
        if (following != null) {
            news = following;
            following = null;
        }
    }

    /**
     * Puts the playhead where it is on all nodes: clocks drift, and what is known of the one that all share gets better.
     *
     * @param agreed the newest state that all nodes agreed on
     */
    void retime(PlaybackState agreed) {
        if (controls.isBusy() || news != null || state.revision() != agreed.revision()) {
            return;
        }
        bringBackIfAhead();
        if (!state.isMovedBy(agreed)) {
            return;
        }
        long now = loop.tick();
        var playhead = Following.playhead(agreed, engine.sharedTime(), now);
        if (Math.abs(playhead.anchorTick() - state.startTick()) > NEGLIGIBLE) {
            state.retime(playhead);
            playback.run();
        }
    }

    private void follow() {
        Shared shared = news;
        news = null;
        if (shared == null || shared.state().revision() < state.revision()) {
            return;
        }
        PlaybackState theirs = shared.state();
        if (theirs.epoch() > state.epoch()) {
            seek(shared, theirs);
            return;
        }
        state.adopt(
                theirs.mode(),
                Following.playhead(theirs, engine.sharedTime(), loop.tick()),
                theirs.anchor().next(),
                theirs.revision(),
                loop.now());
        playback.changed(shared.cause(), shared.by());
        bringBackIfAhead();
        playback.run();
    }

    /** What went out here while this node was cut off can't be taken back: all nodes begin an epoch. */
    private void bringBackIfAhead() {
        Sharing sharing = playback.sharing();
        if (sharing != null && state.aheadBy(loop.now()) > Following.AT_ONCE) {
            sharing.bringBack();
        }
    }

    private void seek(Shared shared, PlaybackState theirs) {
        int maxRecent = engine.limits.maxRecent();
        following = shared;
        controls.lookUp(
                ControlRequest.unasked(Action.STATUS, () -> seekLater(shared)),
                () -> Cue.at(timeline, initial, Following.place(theirs, timeline, engine.sharedTime()), maxRecent),
                cue -> {
                    following = null;
                    state.adopt(
                            theirs.mode(),
                            Following.playhead(theirs, engine.sharedTime(), loop.tick()),
                            cue.position(),
                            theirs.revision(),
                            theirs.epoch(),
                            loop.now());
                    playback.moved(cue, shared.cause(), shared.by());
                });
    }

    /** The place where another node went can't be read now. */
    private void seekLater(Shared shared) {
        following = null;
        loop.arm(
                Timer.of(() -> {
                    if (!playback.isKilled() && news == null) {
                        adopt(shared);
                    }
                }),
                loop.now() + Playback.RETRY);
    }
}
