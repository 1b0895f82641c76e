package dev.rallycast;

import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Seat;
import org.jspecify.annotations.Nullable;

/** Brings somebody to a seat of a playback whose seats are given by all nodes together. Loop only. */
final class Seating {
    /** How often a playback is asked for that the other nodes don't know: it is being put back, or has ended. */
    private static final int TRIES = 4;

    private final SharedPlaybacks shared;
    private final PlaybackRegistry registry;
    private final Playback playback;
    private final JoinRequest request;
    private final boolean created;
    private int tries;

    Seating(
            SharedPlaybacks shared,
            PlaybackRegistry registry,
            Playback playback,
            JoinRequest request,
            boolean created) {
        this.shared = shared;
        this.registry = registry;
        this.playback = playback;
        this.request = request;
        this.created = created;
    }

    /** Lets the session in once it has a seat; the playback does not end meanwhile for want of sessions. */
    void begin() {
        if (playback.enterGame(request)) {
            playback.expect(1);
            ask();
        }
    }

    private void ask() {
        String user = request.connection().user().id();
        int seats = request.type().seats();
        Loop loop = registry.loop();
        var unused = shared.takeSeat(playback.key(), playback.id(), user, seats)
                .whenComplete((seat, failure) -> loop.execute(() -> told(seat, failure)));
    }

    private void told(@Nullable Seat seat, @Nullable Throwable failure) {
        if (playback.isKilled()) {
            playback.leaveGame();
            registry.join(playback.key(), request);
        } else if (seat == Seat.TAKEN) {
            playback.admit(request, created);
            playback.expect(-1);
        } else if (seat == Seat.FULL) {
            refuse(Reception.noSeat());
        } else if (seat == Seat.GONE && ++tries < TRIES) {
            Sharing sharing = playback.sharing();
            if (sharing != null) {
                sharing.look();
            }
            Loop loop = registry.loop();
            loop.arm(Timer.of(() -> askAgain()), loop.now() + Playback.RETRY);
        } else {
            refuse(Sharing.unavailable(failure));
        }
    }

    private void askAgain() {
        if (playback.isKilled()) {
            told(null, null);
        } else {
            ask();
        }
    }

    private void refuse(RefusedException refusal) {
        playback.leaveGame();
        request.connection().notJoined(request.start(), refusal);
        playback.expect(-1);
    }
}
