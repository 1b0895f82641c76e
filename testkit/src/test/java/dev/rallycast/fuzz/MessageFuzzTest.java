package dev.rallycast.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.ProtocolException;
import dev.rallycast.testkit.conformance.Conformance;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import java.util.List;

/** Reading one message: whatever it is, it is a command or refused. CONTRIBUTING.md says how to fuzz. */
class MessageFuzzTest {
    private static final ConformingProtocol PROTOCOL = new ConformingProtocol();

    @FuzzTest(maxDuration = "")
    void everyTextIsACommandOrRefused(byte[] bytes) {
        decode(new String(bytes, UTF_8));
        // Every byte a character, which also gives half of a surrogate pair a chance.
        decode(new String(bytes, ISO_8859_1));
        List<String> violations = Conformance.takeViolations();
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.get(0));
        }
    }

    private static void decode(String text) {
        try {
            PROTOCOL.decode(text);
        } catch (ProtocolException e) {
            // The refusal has to be a frame that can be sent.
            PROTOCOL.encode(new Frame.Refusal(e.commandId(), e.code(), String.valueOf(e.getMessage()), null, null));
        }
    }
}
