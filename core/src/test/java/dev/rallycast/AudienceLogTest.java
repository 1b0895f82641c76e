package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.WireMessage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AudienceLogTest {
    @Test
    void keepsAtMostSoManyMessages() {
        AudienceLog log = new AudienceLog(100, 1_000_000, 0);
        for (int i = 0; i < 1_000; i++) {
            log.append(entry(1));
            assertThat(log.length()).isEqualTo(Math.min(i + 1, 100));
        }
        assertThat(log.head()).isEqualTo(1_000);
        assertThat(log.read(899)).isNull();
        assertThat(log.read(900)).isNotNull();
        assertThat(log.read(999)).isNotNull();
    }

    @Test
    void keepsAtMostSoManyBytesButAlwaysTheNewest() {
        AudienceLog log = new AudienceLog(1_000, 100, 0);
        for (int i = 0; i < 10; i++) {
            log.append(entry(30));
        }
        assertThat(log.length()).isEqualTo(3);
        log.append(entry(5_000));
        assertThat(log.length()).isEqualTo(1);
        assertThat(log.read(10)).isNotNull();
        log.append(entry(1));
        assertThat(log.read(10)).isNull();
        assertThat(log.read(11)).isNotNull();
    }

    @Test
    void trimmedPlacesAreGoneAndTheirBytesFree() {
        AudienceLog log = new AudienceLog(1_000, 100, 0);
        for (int i = 0; i < 10; i++) {
            log.append(entry(10));
        }
        log.trim(8);
        assertThat(log.read(7)).isNull();
        assertThat(log.read(8)).isNotNull();
        for (int i = 0; i < 8; i++) {
            log.append(entry(10));
        }
        assertThat(log.length()).isEqualTo(10);
        log.trim(Long.MAX_VALUE);
        assertThat(log.length()).isZero();
        assertThat(log.head()).isEqualTo(18);
        log.append(entry(10));
        assertThat(log.read(18)).isNotNull();
    }

    @Test
    void theNewestOfATrackIsKnown() {
        AudienceLog log = new AudienceLog(10, 1_000, 2);
        assertThat(log.latest(0)).isEqualTo(-1);
        log.append(entry(1));
        log.appendLatest(1, entry(1));
        log.appendLatest(0, entry(1));
        assertThat(log.latest(0)).isEqualTo(2);
        assertThat(log.latest(1)).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void aReaderGetsEachPlaceAsItWasWrittenOrNoticesThatItIsGone() throws InterruptedException {
        // Begins small and grows while it is read.
        AudienceLog log = new AudienceLog(500, Integer.MAX_VALUE, 0);
        int messages = 50_000;
        AtomicReference<String> wrong = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            reading.countDown();
            long cursor = 0;
            while (cursor < messages && wrong.get() == null) {
                long head = log.head();
                if (cursor >= head) {
                    Thread.onSpinWait();
                    continue;
                }
                LogEntry entry = log.read(cursor);
                if (entry == null) {
                    if (log.head() - cursor < 500) {
                        wrong.set("place " + cursor + " was missing with the head at " + log.head());
                    }
                    cursor = log.head() - 1;
                } else if (entry.size() != cursor) {
                    wrong.set("place " + cursor + " held entry " + entry.size());
                } else {
                    cursor++;
                }
            }
        });
        reader.start();
        reading.await();
        for (int i = 0; i < messages; i++) {
            log.append(entry(i));
            if (i % 100 == 0) {
                Thread.onSpinWait();
            }
        }
        reader.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(wrong.get()).isNull();
        assertThat(reader.isAlive()).isFalse();
    }

    private static LogEntry entry(int size) {
        return new LogEntry() {
            @Override
            int size() {
                return size;
            }

            @Override
            WireMessage messageFor(Group group, int slot) {
                throw new AssertionError("not asked for here");
            }
        };
    }
}
