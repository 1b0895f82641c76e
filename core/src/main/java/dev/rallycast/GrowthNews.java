package dev.rallycast;

import dev.rallycast.spi.LogText;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a playback does when its recording has grown: it lets out what has become due, and tells those who may seek. Loop only. */
final class GrowthNews {
    private static final Logger LOG = LoggerFactory.getLogger(GrowthNews.class);

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
        new Errand(engine.driver, loop)
                .send(
                        () -> engine.encode(timeline.outline()),
                        message -> {
                            if (!playback.isKilled()) {
                                playback.say(new LogEntry.ToSeekers(message));
                            }
                        },
                        this::failed);
    }

    /** How far the recording goes can't be read now: all who may seek are told later. */
    void failed(Throwable failure) {
        LOG.warn("playback {}: how far the recording goes can't be read now", playback.id(), LogText.of(failure));
        if (!playback.isKilled() && !timer.isArmed()) {
            loop.arm(timer, loop.now() + Playback.RETRY);
        }
    }
}
