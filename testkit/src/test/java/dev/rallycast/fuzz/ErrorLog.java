package dev.rallycast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Reads what is written to the standard error stream, where errors are logged, among other things. */
final class ErrorLog implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    ErrorLog() {
        System.setErr(new PrintStream(written, true, UTF_8));
    }

    /** Throws if an error was logged; passes everything else on. */
    void requireNoError() {
        if (written.size() > 0) {
            String text = written.toString(UTF_8);
            written.reset();
            if (text.contains("] ERROR ")) {
                throw new AssertionError("logged as an error: " + text);
            }
            before.print(text);
        }
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
