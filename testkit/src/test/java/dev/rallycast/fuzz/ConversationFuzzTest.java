package dev.rallycast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Several clients do what bytes say, and everything that the server answers must be in order: see {@link Play} and
 * {@link Peer}. CONTRIBUTING.md says how to fuzz.
 */
class ConversationFuzzTest {
    private static final Remains REMAINS = new Remains();
    private static ErrorLog log;

    @BeforeAll
    static void beginToListen() {
        log = new ErrorLog();
    }

    @AfterAll
    static void stopListening() {
        log.close();
        REMAINS.look();
    }

    @FuzzTest(maxDuration = "")
    void whateverClientsDoTheyAreAnsweredProperlyAndNothingIsLeft(byte[] bytes) {
        REMAINS.add(Play.run(bytes));
        log.requireNoError();
    }
}
