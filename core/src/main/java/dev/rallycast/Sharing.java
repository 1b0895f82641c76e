package dev.rallycast;

import dev.rallycast.model.PlaybackState;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A playback's side of what it shares with other nodes: asks them to agree to changes, learns of theirs, and says who is
 * there. Loop only.
 */
final class Sharing {
    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

    /** More seeks than can have been agreed on and lost. */
    private static final long LEAP = 1_000;

    private static final String RESTORED = "restored";

    private final SharedPlaybacks others;
    private final Playback playback;
    private final Loop loop;
    private final Timer holding = Timer.of(this::hold);

    /** The newest state that was agreed on. */
    private Shared agreed;

    /** Counts the questions. */
    private long asked;

    /** The last question before {@link #agreed} was known: its answer, and those before, may be older. */
    private long askedBefore;

    private Presence here = Presence.NONE;
    /** Who is there on other nodes, once that is known. */
    private @Nullable Presence elsewhere;

    /** Whether the last question was not answered. */
    private boolean isolated;

    private boolean looking;
    private boolean lookAgain;
    private boolean ended;
    private boolean restoring;

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
        LOG.debug("what is shared with other nodes can't be reached", failure);
        return new RefusedException(ErrorCode.CLUSTER_UNAVAILABLE, "the other servers can't be reached now");
    }

    /** Whether the other nodes can't be reached, so that nothing can be changed. */
    boolean isIsolated() {
        return isolated;
    }

    /** Whether somebody on another node may let a paused playback go on; so as long as it is not known. */
    boolean hasControllersElsewhere() {
        return elsewhere == null || elsewhere.controllers() > 0;
    }

    /** Asks for a change; the answer comes on the loop, unless the playback ends first. */
    void propose(Shared next, Answer answer) {
        long question = ++asked;
        then(others.change(playback.key(), next.state().revision() - 1, next), (outcome, failure) -> {
            if (outcome == null) {
                LOG.debug("playback {}: a change could not be shared", playback.id(), LogText.of(failure));
                answer.failed();
            } else if (outcome.accepted()) {
                if (next.state().revision() > agreed.state().revision()) {
                    agreed(next);
                }
                answer.accepted();
                if (!playback.isKilled()) {
                    // Others may have come on top of it.
                    learn(outcome.now(), question);
                }
            } else {
                learn(outcome.now(), question);
                if (playback.isKilled()) {
                    return;
                }
                if (isLost(outcome.now(), next)) {
                    LOG.debug("playback {}: what was agreed on was lost while it was changed", playback.id());
                    answer.failed();
                } else {
                    answer.conflict();
                }
            }
        });
    }

    /** Whether a change that was refused may all the same be in effect: what tells is gone, but not all that made use of it. */
    private static boolean isLost(Found now, Shared next) {
        Shared shared = now.shared();
        return shared == null || shared.state().epoch() - next.state().epoch() > LEAP / 2;
    }

    /** Something may have changed elsewhere, and perhaps it is said what: then nobody has to be asked. */
    void rang(@Nullable Shared news) {
        if (news == null || !isKnown(news)) {
            look();
        }
    }

    /** Whether it is what was agreed on by now. What is late, or does not fit, is not to be trusted. */
    private boolean isKnown(Shared news) {
        PlaybackState told = news.state();
        PlaybackState now = agreed.state();
        if (told.playback().equals(playback.id()) && told.revision() > now.revision() && told.epoch() >= now.epoch()) {
            follow(news);
        }
        return news.equals(agreed);
    }

    /** Looks what is there now. */
    void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        long question = ++asked;
        then(others.find(playback.key()), (found, failure) -> {
            looking = false;
            if (found != null) {
                learn(found, question);
            }
            if (lookAgain) {
                lookAgain = false;
                look();
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

    /** A user here has a seat, which must not be lost. */
    void keepSeat(String user) {
        var unused = others.takeSeat(
                playback.key(), playback.id(), user, playback.type().seats());
    }

    /** The playback ends on this node. */
    void leave() {
        loop.cancel(holding);
        if (!ended && here.sessions() > 0) {
            others.hold(
                    playback.key(),
                    playback.id(),
                    Presence.NONE,
                    playback.type().idle());
        }
    }

    /** Ends the playback on all nodes; the answer, whether it is ended, comes on the loop in any case. */
    void end(String reason, boolean evenIfWatched, Consumer<Boolean> answer) {
        var unused = others.end(playback.key(), playback.id(), reason, evenIfWatched)
                .whenComplete((done, failure) -> loop.execute(() -> {
                    if (failure != null) {
                        LOG.warn("playback {} could not be ended for all", playback.id(), LogText.of(failure));
                    } else if (Boolean.TRUE.equals(done)) {
                        ended = true;
                        playback.kill(reason);
                    }
                    answer.accept(playback.isKilled());
                }));
    }

    private void hold() {
        // Sooner while the others can't be reached.
        long wait = Waits.nanos(others.holdEvery());
        if (here.sessions() > 0) {
            loop.arm(holding, loop.now() + (isolated ? Math.min(wait, Playback.RETRY) : wait));
        } else {
            loop.cancel(holding);
        }
        long question = ++asked;
        then(others.hold(playback.key(), playback.id(), here, playback.type().idle()), (held, failure) -> {
            if (held != null) {
                elsewhere = held.elsewhere();
                learn(held.now(), question);
                if (!playback.isKilled()) {
                    playback.retime(agreed.state());
                    playback.presenceElsewhere();
                }
            }
        });
    }

    private void learn(Found found, long question) {
        Shared shared = found.shared();
        String why = shared == null ? found.ended() : null;
        if (why != null) {
            ended = true;
            playback.kill(why);
        } else if (shared != null && !shared.state().playback().equals(playback.id())) {
            ended = true;
            playback.kill("ended");
        } else if (shared != null && shared.state().revision() > agreed.state().revision()) {
            follow(shared);
        } else if (question <= askedBefore) {
            LOG.debug(
                    "playback {}: an answer from before revision {}",
                    playback.id(),
                    agreed.state().revision());
        } else if (shared != null && !shared.equals(agreed)) {
            restore(shared.state().revision(), shared.state());
        } else if (shared == null) {
            restore(-1, agreed.state());
        }
    }

    /** Others have agreed on something newer. */
    private void follow(Shared shared) {
        agreed(shared);
        playback.adopt(shared);
        if (shared.cause().equals(RESTORED)) {
            playback.keepSeats();
        }
    }

    private void agreed(Shared state) {
        agreed = state;
        askedBefore = asked;
    }

    /** What is out here is far ahead of what all nodes agreed on while this one was cut off: all begin an epoch there. */
    void bringBack() {
        restore(agreed.state().revision(), agreed.state());
    }

    /**
     * What was agreed on has been lost: puts it back, with an epoch that no client can have seen, since it is not known what
     * each was told meanwhile.
     */
    private void restore(long expected, PlaybackState there) {
        if (restoring || here.sessions() == 0) {
            return;
        }
        restoring = true;
        PlaybackState known = agreed.state();
        PlaybackState state = new PlaybackState(
                known.playback(),
                known.gameId(),
                known.incarnation(),
                known.pacing(),
                known.revision() + 1,
                Math.max(known.epoch(), there.epoch()) + LEAP,
                known.mode(),
                known.anchor(),
                known.anchorPicos(),
                known.anchoredAt(),
                known.speed());
        Shared next = new Shared(state, RESTORED, agreed.by());
        LOG.warn("playback {}: revision {} is put back", playback.id(), known.revision());
        long question = ++asked;
        then(others.change(playback.key(), expected, next), (outcome, failure) -> {
            restoring = false;
            if (outcome != null && outcome.accepted()) {
                agreed(next);
                playback.adopt(next);
                playback.keepSeats();
                hold();
            } else if (outcome != null) {
                learn(outcome.now(), question);
            }
        });
    }

    private <T> void then(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> what) {
        var unused = stage.whenComplete((result, failure) -> loop.execute(() -> {
            if (!playback.isKilled()) {
                reached(failure == null);
                what.accept(result, failure);
            }
        }));
    }

    private void reached(boolean now) {
        if (isolated == now) {
            isolated = !now;
            playback.isolated();
            if (isolated && here.sessions() > 0) {
                loop.arm(holding, loop.now() + Math.min(Waits.nanos(others.holdEvery()), Playback.RETRY));
            }
        }
    }
}
