package dev.rallycast;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Blocking work that is done elsewhere while a loop waits for the answer. Only the newest counts: the answer to an older one
 * is dropped. Loop only.
 */
final class Errand {
    private final LoopDriver driver;
    private final Loop loop;
    private long newest;

    Errand(LoopDriver driver, Loop loop) {
        this.driver = driver;
        this.loop = loop;
    }

    /** Sends for something; one of the two is called on the loop, unless the errand is called off before. */
    <T> void send(Supplier<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        long number = ++newest;
        driver.block(() -> {
            Runnable answer = answer(work, then, failed);
            loop.execute(() -> {
                if (number == newest) {
                    answer.run();
                }
            });
        });
    }

    /** No longer wants an answer. */
    void callOff() {
        newest++;
    }

    private static <T> Runnable answer(Supplier<T> work, Consumer<T> then, Consumer<Throwable> failed) {
        try {
            T result = work.get();
            return () -> then.accept(result);
        } catch (Throwable e) {
            // Errors too: whoever waits for an answer would wait for ever.
            return () -> failed.accept(e);
        }
    }
}
