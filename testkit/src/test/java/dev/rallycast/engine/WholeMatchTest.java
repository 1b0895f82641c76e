package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A match of 300 points and two and a half hours in virtual time. */
class WholeMatchTest {
    @Test
    void everyPointComesAtItsTime() {
        Stage stage = stage(1, 1);
        Viewer ann = stage.player("ann");
        stage.at(10_000);
        List<EventDraft> points = points();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            expected.add(Viewer.seconds(points.get(i).timeNanos()) + " " + i);
        }
        assertThat(ann.events()).hasSize(300).isEqualTo(expected);
        assertThat(ann.status()).startsWith("ended 0/299 ");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 3", "2, 8"})
    void theSameCommandsGiveTheSameBytesEachTime(int engineLoops, int sessionLoops) {
        assertThat(texts(engineLoops, sessionLoops)).isEqualTo(texts(1, 1));
    }

    private static List<String> texts(int engineLoops, int sessionLoops) {
        Stage stage = stage(engineLoops, sessionLoops);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        Viewer eve = stage.spectator("eve");
        stage.at(1_000);
        ann.pause();
        stage.at(1_100);
        bob.ask("resume", "speed", 3);
        stage.at(1_500);
        ann.scrub(Viewer.index(250));
        Viewer joe = stage.spectator("joe");
        stage.at(2_000);
        bob.speed(1);
        stage.at(10_000);
        List<String> texts = new ArrayList<>();
        for (Viewer viewer : List.of(ann, bob, eve, joe)) {
            assertThat(viewer.client.last("state").path("status").asText()).isEqualTo("ended");
            texts.addAll(viewer.client.texts());
        }
        assertThat(texts).hasSizeGreaterThan(900);
        return texts;
    }

    private static Stage stage(int engineLoops, int sessionLoops) {
        return Stage.of(
                points(),
                new VirtualClock(0, Stage.WALL),
                builder -> builder.engineLoops(engineLoops).sessionLoops(sessionLoops));
    }

    private static List<EventDraft> points() {
        Random random = new Random(300);
        List<EventDraft> points = new ArrayList<>();
        long micros = 0;
        for (int i = 0; i < 300; i++) {
            micros += 10_000_000 + random.nextInt(40_000_000);
            points.add(new EventDraft(
                    micros * 1_000,
                    "point",
                    i % 6 == 0 ? "game" : null,
                    Payload.of("{\"winner\":" + (1 + random.nextInt(2)) + ",\"rally\":" + random.nextInt(20) + "}")));
        }
        return points;
    }
}
