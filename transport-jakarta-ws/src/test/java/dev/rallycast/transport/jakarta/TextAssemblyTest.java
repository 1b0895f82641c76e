package dev.rallycast.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.transport.jakarta.TextAssembly.Outcome;
import org.junit.jupiter.api.Test;

class TextAssemblyTest {
    private final TextAssembly texts = new TextAssembly(10);

    @Test
    void partsAreJoinedInOrderAndMessagesAreApart() {
        assertThat(texts.add("a", false)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("", false)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("b", true)).isEqualTo(Outcome.COMPLETE);
        assertThat(texts.take()).isEqualTo("ab");
        assertThat(texts.add("c", true)).isEqualTo(Outcome.COMPLETE);
        assertThat(texts.take()).isEqualTo("c");
    }

    @Test
    void theLimitIsOfBytesInUtf8() {
        assertThat(texts.add("€€€", false)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("x", true)).isEqualTo(Outcome.COMPLETE);
        assertThat(texts.take()).isEqualTo("€€€x");
        assertThat(texts.add("€€€", false)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("é", true)).isEqualTo(Outcome.TOO_LARGE);
        assertThat(texts.add("😀😀xx", true)).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void aMessageThatIsTooLargeDoesNotAffectTheNext() {
        assertThat(texts.add("x".repeat(20), true)).isEqualTo(Outcome.TOO_LARGE);
        assertThat(texts.add("x".repeat(10), true)).isEqualTo(Outcome.COMPLETE);
        assertThat(texts.take()).isEqualTo("x".repeat(10));
    }

    @Test
    void aMessageOfMoreThanTwiceTheLimitIsToldOnceAndNothingComesAfter() {
        assertThat(texts.add("x".repeat(20), false)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("x", false)).isEqualTo(Outcome.FAR_TOO_LARGE);
        assertThat(texts.add("x".repeat(100), true)).isEqualTo(Outcome.INCOMPLETE);
        assertThat(texts.add("x", true)).isEqualTo(Outcome.INCOMPLETE);
    }
}
