package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.StateView;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The host's side of a playback: hands everything over to its loop. */
final class PlaybackHandle implements Scheduler {
    private final Playback playback;

    PlaybackHandle(Playback playback) {
        this.playback = playback;
    }

    Playback target() {
        return playback;
    }

    @Override
    public String playback() {
        return playback.id();
    }

    @Override
    public SchedulerKey key() {
        return playback.key();
    }

    @Override
    public SchedulerType type() {
        return playback.type();
    }

    @Override
    public Game game() {
        return playback.game();
    }

    @Override
    public int sessions() {
        return playback.sessions();
    }

    @Override
    public CompletionStage<PlaybackState> playbackState() {
        return ask(playback::state);
    }

    @Override
    public CompletionStage<StateView> status() {
        return ask(playback::view);
    }

    @Override
    public CompletionStage<StateView> pause() {
        return change(Action.PAUSE, null, null, 0);
    }

    @Override
    public CompletionStage<StateView> resume() {
        return change(Action.RESUME, null, null, 0);
    }

    @Override
    public CompletionStage<StateView> speed(int thousandths) {
        return change(Action.SPEED, Speed.require(thousandths), null, 0);
    }

    @Override
    public CompletionStage<StateView> seek(Target target) {
        return change(Action.SCRUB, null, target, 0);
    }

    @Override
    public CompletionStage<StateView> step(int count) {
        return change(Action.STEP, null, null, count);
    }

    @Override
    public CompletionStage<StateView> live() {
        return change(Action.LIVE, null, null, 0);
    }

    @Override
    public CompletionStage<Void> kill(String reason) {
        if (playback.isKilled()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        playback.loop().execute(() -> {
            playback.end(reason, true, ended -> {
                if (ended) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(new RefusedException(
                            ErrorCode.CLUSTER_UNAVAILABLE, "the playback could not be ended on all servers"));
                }
            });
        });
        return done;
    }

    @Override
    public String toString() {
        return "playback " + playback.id() + " of " + playback.key();
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        if (playback.isKilled()) {
            // Its loop may have been stopped with the manager, and would never answer.
            return CompletableFuture.failedFuture(new SchedulerGoneException(playback.id()));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        playback.loop().execute(() -> {
            if (playback.isKilled()) {
                answer.completeExceptionally(new SchedulerGoneException(playback.id()));
            } else {
                playback.run();
                answer.complete(question.get());
            }
        });
        return answer;
    }

    private CompletionStage<StateView> change(Action action, @Nullable Integer speed, @Nullable Target to, int count) {
        if (playback.isKilled()) {
            return CompletableFuture.failedFuture(new SchedulerGoneException(playback.id()));
        }
        CompletableFuture<StateView> done = new CompletableFuture<>();
        ControlRequest.Answer answer = new ControlRequest.Answer() {
            @Override
            public void ok(StateView state, boolean superseded) {
                done.complete(state);
            }

            @Override
            public void refused(ErrorCode code, String message, StateView state) {
                done.completeExceptionally(new RefusedException(code, message));
            }

            @Override
            public void gone() {
                done.completeExceptionally(new SchedulerGoneException(playback.id()));
            }
        };
        playback.loop()
                .execute(() -> playback.submit(new ControlRequest(action, null, speed, to, count, null, answer)));
        return done;
    }
}
