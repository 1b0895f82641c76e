package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.VirtualClock;
import org.junit.jupiter.api.Test;

/** Storage that is slow or away: "buffering … never stops the clock" in the design. */
class BufferingTest {
    private final GeneratedGame game = new GeneratedGame(times());
    private final Stage stage = Stage.over(game, new VirtualClock(0, Stage.WALL), builder -> builder);

    /** An event a second; the engine reads them in blocks of 64. */
    private static long[] times() {
        long[] times = new long[200];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 1_000_000_000L;
        }
        return times;
    }

    /** Storage is away from 20 s on, so that event 64 can't be read. */
    private Viewer away() {
        Viewer ann = stage.player("ann");
        stage.at(20);
        game.failing = true;
        stage.at(63.1);
        ann.news();
        return ann;
    }

    @Test
    void theClockRunsOnAndWhatBecameDueComesWhenItCanBeRead() {
        Viewer ann = away();
        stage.at(66.5);
        assertThat(ann.status()).isEqualTo("buffering 0/63 @66.5 x1");
        game.failing = false;
        stage.at(68);
        assertThat(ann.news().stream().filter(line -> !line.endsWith(" ok")))
                .containsExactly(
                        "63.25 state r0 buffering 0/63 @63.25 x1 buffering",
                        "67 event 0/64 @64",
                        "67 event 0/65 @65",
                        "67 event 0/66 @66",
                        "67 event 0/67 @67",
                        "67 state r0 playing 0/67 @67 x1 playing",
                        "68 event 0/68 @68");
    }

    @Test
    void pauseWhileBufferingLetsOutOnlyWhatWasDueBeforeIt() {
        Viewer ann = away();
        stage.at(65.5);
        ann.pause();
        game.failing = false;
        stage.at(100);
        assertThat(ann.events()).containsExactly("66 64", "66 65");
        assertThat(ann.status()).isEqualTo("paused 0/65 @65.5 x1");
        ann.resume();
        stage.at(100.5);
        assertThat(ann.events()).containsExactly("100.5 66");
    }

    @Test
    void aSeekThatCannotBeReadIsRefusedAndChangesNothing() {
        Viewer ann = away();
        stage.at(63.2);
        assertThat(ann.scrub(index(150)).path("code").asText()).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(ann.status()).isEqualTo("playing 0/63 @63.2 x1");
        ann.news();
        game.failing = false;
        stage.at(66);
        // Read again a second after the failure.
        assertThat(ann.events()).containsExactly("64.2 64", "65 65", "66 66");
    }

    @Test
    void aSeekAwayEndsTheWait() {
        Viewer ann = away();
        stage.at(65);
        ann.news();
        ann.scrub(index(10));
        stage.at(66);
        assertThat(ann.events()).containsExactly("65 10", "66 11");
    }

    @Test
    void storageThatIsAwayIsAskedOnceASecondHoweverOftenSomebodySeeks() {
        Viewer ann = away();
        for (int i = 0; i < 20; i++) {
            stage.at(64.5 + i / 100.0);
            ann.scrub(index(150));
        }
        int before = game.reads;
        stage.at(84.5);
        assertThat(game.reads - before).isLessThanOrEqualTo(21);
    }
}
