package dev.rallycast;

import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A playback's side of what it shares with other nodes: asks them to agree to changes, learns of theirs, and says who is
 * there. Loop only.
 */
final class Sharing {
    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

    private final SharedPlaybacks others;
    private final Playback playback;
    private final Loop loop;
    private final Timer holding = Timer.of(this::hold);

    /** The newest state that was agreed on. */
    private Shared agreed;

    private Presence here = Presence.NONE;
    private Presence elsewhere = Presence.NONE;
    private boolean looking;
    private boolean lookAgain;
    private boolean ended;

    Sharing(SharedPlaybacks others, Playback playback, Shared opened) {
        this.others = others;
        this.playback = playback;
        loop = playback.loop();
        agreed = opened;
    }

    /** What became of a proposal. */
    interface Answer {
        /** It is the state now. */
        void accepted();

        /** Another change came first; it has been handed to the playback. */
        void conflict();

        /** The other nodes can't be reached: it is not known. */
        void failed();
    }

    static RefusedException unavailable(@Nullable Throwable failure) {
        LOG.warn("what is shared with other nodes can't be reached", failure);
        return new RefusedException(ErrorCode.CLUSTER_UNAVAILABLE, "the other servers can't be reached now");
    }

    /** Whether somebody on another node may let a paused playback go on, as far as is known. */
    boolean hasControllersElsewhere() {
        return elsewhere.controllers() > 0;
    }

    /** Asks for a change; the answer comes on the loop, unless the playback ends first. */
    void propose(Shared next, Answer answer) {
        then(others.change(playback.key(), next), (outcome, failure) -> {
            if (outcome == null) {
                LOG.warn("playback {}: a change could not be shared", playback.id(), LogText.of(failure));
                answer.failed();
            } else if (outcome.accepted()) {
                agreed = next;
                answer.accepted();
            } else {
                learn(outcome.now());
                if (!playback.isKilled()) {
                    answer.conflict();
                }
            }
        });
    }

    /** Something may have changed elsewhere. */
    void rang() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        then(others.find(playback.key()), (found, failure) -> {
            looking = false;
            if (found != null) {
                learn(found);
            }
            if (lookAgain) {
                lookAgain = false;
                rang();
            }
        });
    }

    /** Sessions have come or gone. */
    void present(Presence now) {
        boolean tell = (now.sessions() == 0) != (here.sessions() == 0)
                || (now.controllers() == 0) != (here.controllers() == 0);
        here = now;
        if (tell) {
            hold();
        }
    }

    /** The playback ends on this node. */
    void leave() {
        loop.cancel(holding);
        if (!ended && here.sessions() > 0) {
            others.hold(playback.key(), agreed, Presence.NONE, playback.type().idle());
        }
    }

    /** Ends the playback on all nodes; {@code not} is called if it is not ended since others are there. */
    void end(String reason, boolean evenIfWatched, Runnable not) {
        then(others.end(playback.key(), playback.id(), reason, evenIfWatched), (done, failure) -> {
            if (Boolean.TRUE.equals(done)) {
                ended = true;
                playback.kill(reason);
            } else {
                not.run();
            }
        });
    }

    private void hold() {
        if (here.sessions() > 0) {
            loop.arm(holding, loop.now() + Waits.nanos(others.holdEvery()));
        } else {
            loop.cancel(holding);
        }
        then(others.hold(playback.key(), agreed, here, playback.type().idle()), (held, failure) -> {
            if (held != null) {
                elsewhere = held.elsewhere();
                learn(held.now());
            }
        });
    }

    private void learn(Found found) {
        Shared shared = found.shared();
        if (shared == null) {
            if (found.ended() != null) {
                ended = true;
                playback.kill(found.ended());
            } else if (here.sessions() > 0) {
                // Lost, and not ended: holding it puts it back.
                hold();
            }
        } else if (!shared.state().playback().equals(playback.id())) {
            ended = true;
            playback.kill("ended");
        } else if (isNews(shared)) {
            agreed = shared;
            playback.adopt(shared);
        } else if (shared.state().revision() < agreed.state().revision() && here.sessions() > 0) {
            // What was agreed on since then was lost: holding it puts it back.
            hold();
        }
    }

    private boolean isNews(Shared shared) {
        long ahead = shared.state().revision() - agreed.state().revision();
        // Two of one revision: one was lost after it had been accepted, and the other took its place.
        return ahead > 0 || (ahead == 0 && !shared.equals(agreed));
    }

    private <T> void then(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> what) {
        var unused = stage.whenComplete((result, failure) -> loop.execute(() -> {
            if (!playback.isKilled()) {
                what.accept(result, failure);
            }
        }));
    }
}
