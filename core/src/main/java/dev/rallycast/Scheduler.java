package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.StateView;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import java.util.concurrent.CompletionStage;

/**
 * One playback: a recording, a playhead and the sessions that watch it. This is the host's handle; it may be used from any
 * thread. What the host asks for here needs no right and counts as done by nobody.
 *
 * <p>The stages complete on an engine loop, so what follows them must not block. They fail with
 * {@link SchedulerGoneException} once the playback is gone, and with {@link RefusedException} where a client would hear an
 * error.
 */
public interface Scheduler {
    /** Names this playback; a new one is made at each creation, unless it is anchored to a broadcast. */
    String playback();

    /** What its sessions share. */
    SchedulerKey key();

    /** Its type. */
    SchedulerType type();

    /** The game that it plays. */
    Game game();

    /** How many sessions are attached. */
    int sessions();

    /** All that is needed to compute which event is due when. */
    CompletionStage<PlaybackState> playbackState();

    /** What clients are told. */
    CompletionStage<StateView> status();

    /** Halts. */
    CompletionStage<StateView> pause();

    /** Goes on; at the end, plays again from the start. */
    CompletionStage<StateView> resume();

    /** Changes the rate, in thousandths. */
    CompletionStage<StateView> speed(int thousandths);

    /** Seeks. */
    CompletionStage<StateView> seek(Target target);

    /** Moves by events while paused. */
    CompletionStage<StateView> step(int count);

    /** Goes to the edge of a recording that is still growing, and on from there. */
    CompletionStage<StateView> live();

    /** Ends the playback for everyone; sessions hear {@code stopped} with this reason. Nothing more if it is gone. */
    CompletionStage<Void> kill(String reason);
}
