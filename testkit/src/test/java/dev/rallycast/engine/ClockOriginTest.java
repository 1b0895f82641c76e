package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Compare ticks by difference": the clock may start anywhere, and may overflow while a match plays. */
class ClockOriginTest {
    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(
            longs = {
                Long.MIN_VALUE,
                Long.MIN_VALUE + 1,
                -6 * SECOND,
                -1,
                1,
                Long.MAX_VALUE / 2,
                Long.MAX_VALUE - 40 * SECOND,
                Long.MAX_VALUE - 6 * SECOND,
                Long.MAX_VALUE - SECOND,
                Long.MAX_VALUE - 1,
                Long.MAX_VALUE
            })
    void theSameCommandsGiveTheSameTranscript(long origin) {
        assertThat(ended(origin)).isEqualTo(ended(0));
        assertThat(growing(origin)).isEqualTo(growing(0));
    }

    private static List<String> ended(long origin) {
        Stage stage = Stage.on(
                new VirtualClock(origin, Stage.WALL), Stage.startDelay(3), 0, 1, 2, 2, 5, 20, 40, 3_600, 20_000);
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.pause();
        stage.at(5);
        ann.resume();
        stage.at(9);
        ann.speed(0.3);
        stage.at(12);
        ann.pause();
        stage.at(13);
        ann.step(2);
        ann.scrub(Viewer.time(19));
        stage.at(14);
        ann.resume();
        Viewer bob = stage.player("bob");
        stage.clock.jump(Duration.ofSeconds(9));
        ann.speed(16);
        stage.at(4_000);
        bob.client.disconnect();
        ann.resume();
        stage.at(8_000);
        List<String> all = new ArrayList<>(ann.news());
        all.addAll(bob.news());
        ann.client.disconnect();
        stage.at(8_029);
        all.add("alive " + stage.manager.schedulers().size());
        stage.at(8_031);
        all.add("alive " + stage.manager.schedulers().size());
        assertThat(all).hasSizeGreaterThan(20).endsWith("alive 1", "alive 0");
        return all;
    }

    private static List<String> growing(long origin) {
        Stage stage = Stage.growingOn(new VirtualClock(origin, Stage.WALL), 0, 2);
        Viewer ann = stage.player("ann");
        stage.at(4);
        stage.append(5);
        ann.pause();
        stage.append(6);
        stage.at(30);
        ann.resume();
        stage.at(50);
        stage.end();
        List<String> all = new ArrayList<>(ann.news());
        all.addAll(ann.client.types());
        assertThat(all).anyMatch(line -> line.contains("ended")).contains("timeline", "heartbeat");
        return all;
    }
}
