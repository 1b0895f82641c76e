package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A plain file that was made up, and what a reader has to find in it: lists, and a search from the beginning. */
record PlainModel(PlainLines format, String text, List<Long> timesNanos, List<String> lines) {
    /** Times in milliseconds that go back now and then, and stand still often; every seed gives another file. */
    static PlainModel random(long seed) {
        Random random = new Random(seed);
        boolean fromFirst = random.nextBoolean();
        PlainLines format = PlainLines.timeField("ts").unit(TimeUnit.MILLISECONDS);
        String lineEnd = random.nextBoolean() ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\ufeff" : "");
        List<Long> times = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int events = 1 + random.nextInt(seed % 10 == 0 ? 1500 : 200);
        long origin = fromFirst ? 1_689_512_400_000L : 0;
        long now = 0;
        long latest = 0;
        for (int i = 0; i < events; i++) {
            if (i > 0) {
                now = Math.max(
                        0, now + (long) random.nextInt(40) * random.nextInt(3) - (random.nextInt(8) == 0 ? 500 : 0));
            }
            latest = Math.max(latest, now);
            String pad = "x".repeat(random.nextInt(30) == 0 ? random.nextInt(6000) : random.nextInt(40));
            String line = "{\"pad\":\"" + pad + "\",\"ts\":" + (origin + now) + "}";
            text.append(line).append(i == events - 1 && random.nextBoolean() ? "" : lineEnd);
            text.append(i < events - 1 && random.nextInt(10) == 0 ? " \t" + lineEnd : "");
            times.add(latest * 1_000_000);
            lines.add(line);
        }
        return new PlainModel(fromFirst ? format.fromFirst() : format, text.toString(), times, lines);
    }

    /** Compares each event and each search by time, from the end backwards, so that no read goes on from another. */
    void check(Recording recording, String what) {
        assertThat(recording.extent()).as(what).isEqualTo(new Extent(lines.size(), true));
        for (int i = lines.size() - 1; i >= 0; i--) {
            GameEvent event = recording.read(i, 1).get(0);
            assertThat(event.timeNanos()).as("%s, event %d", what, i).isEqualTo(timesNanos.get(i));
            assertThat(event.data().json()).as("%s, event %d", what, i).isEqualTo(lines.get(i));
            // Some of them: a model that searches from the beginning takes its time.
            for (long time = timesNanos.get(i); i % 5 == 0 && time <= timesNanos.get(i) + 1; time++) {
                assertThat(recording.indexAt(time))
                        .as("%s, time %d", what, time)
                        .isEqualTo(indexAt(time));
            }
        }
        assertThat(recording.read(0, lines.size()))
                .as(what)
                .extracting(event -> event.data().json())
                .isEqualTo(lines);
    }

    private long indexAt(long time) {
        int index = 0;
        while (index < timesNanos.size() && timesNanos.get(index) < time) {
            index++;
        }
        return index;
    }
}
