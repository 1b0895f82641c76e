package dev.rallycast;

import dev.rallycast.protocol.WireMessage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a playback does when its recording has grown: it lets out what has become due, and tells those who may seek. Loop only. */
final class GrowthNews {
    /** How often at most clients are told. */
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final Engine engine;
    private final Playback playback;
    private final Timeline timeline;
    private final Reception reception;
    private final Loop loop;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Runnable listener = this::tell;
    private final Timer timer = Timer.of(this::sayOutline);

    /** When clients may next be told. */
    private long mayTell;

    GrowthNews(Engine engine, Playback playback, Timeline timeline, Reception reception) {
        this.engine = engine;
        this.playback = playback;
        this.timeline = timeline;
        this.reception = reception;
        loop = playback.loop();
        mayTell = loop.now();
    }

    void begin() {
        timeline.tape.addGrowthListener(listener);
    }

    void end() {
        timeline.tape.removeGrowthListener(listener);
        loop.cancel(timer);
    }

    /** Any thread: however much is appended before the loop comes to it, one task waits. */
    private void tell() {
        if (told.compareAndSet(false, true)) {
            loop.execute(() -> {
                told.set(false);
                grown();
            });
        }
    }

    private void grown() {
        if (playback.isKilled()) {
            return;
        }
        playback.run();
        if (!timer.isArmed() && reception.hasSeekers()) {
            loop.arm(timer, loop.now() + Math.max(0, mayTell - loop.now()));
        }
    }

    private void sayOutline() {
        mayTell = loop.now() + INTERVAL;
        engine.driver.block(() -> {
            WireMessage message = engine.encode(timeline.outline());
            loop.execute(() -> {
                if (!playback.isKilled()) {
                    playback.say(new LogEntry.ToSeekers(message));
                }
            });
        });
    }
}
