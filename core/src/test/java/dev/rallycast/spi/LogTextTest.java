package dev.rallycast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {
    @Test
    void plainTextIsTheSameObject() {
        String plain = "Ann Müller \uD83C\uDFBE 北京 \\n";
        assertThat(LogText.of(plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "10, \\u000a",
        "13, \\u000d",
        "27, \\u001b",
        "0, \\u0000",
        "133, \\u0085",
        "8232, \\u2028",
        "8238, \\u202e"
    })
    void whatMovesTheCursorOrTurnsTheLineIsEscaped(int character, String escaped) {
        assertThat(LogText.of("a" + (char) character + "b")).isEqualTo("a" + escaped + "b");
    }

    @Test
    void longTextIsCut() {
        assertThat(LogText.of("x".repeat(513))).isEqualTo("x".repeat(512) + "…");
        assertThat(LogText.of("x".repeat(512))).hasSize(512);
    }

    @Test
    void nothingIsNull() {
        assertThat(LogText.of((Object) null)).isEqualTo("null");
    }

    @Test
    void aFailureKeepsItsPlacesAndCausesButForgesNoLine() {
        Exception failure =
                new IllegalStateException("bad\n\tat forged", new IllegalArgumentException("why\r\nINFO fine"));
        failure.addSuppressed(new IllegalStateException("too\nlate"));
        String printed = printed(LogText.of(failure));
        assertThat(printed)
                .startsWith("java.lang.IllegalStateException: bad\\u000a\\u0009at forged\n\tat ")
                .contains("Caused by: java.lang.IllegalArgumentException: why\\u000d\\u000aINFO fine")
                .contains("Suppressed: java.lang.IllegalStateException: too\\u000alate")
                .contains(getClass().getName());
    }

    @Test
    void withoutMessagesNothingIsQuoted() {
        Exception failure = new IllegalStateException("secret", new IllegalArgumentException("secret too"));
        assertThat(printed(LogText.withoutMessages(failure)))
                .contains("java.lang.IllegalStateException", "Caused by: java.lang.IllegalArgumentException")
                .doesNotContain("secret");
    }

    private static String printed(Throwable failure) {
        StringWriter out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out, true));
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
