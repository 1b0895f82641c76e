package dev.rallycast.benchmarks.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;

/**
 * A child process's side of the conversation with the benchmark: a line with a command comes in, a line that begins with
 * {@code ok} or {@code failed} goes out. Whatever else a container prints goes to the standard error.
 */
public final class CommandLoop {
    static final String OK = "ok";
    static final String FAILED = "failed";

    private CommandLoop() {}

    /** Answers commands. */
    @FunctionalInterface
    public interface Answering {
        /** Does what a line says, and returns what follows the {@code ok}. */
        String answer(Words words) throws Exception;
    }

    /** Starts whatever answers commands. */
    @FunctionalInterface
    public interface Start {
        /** Starts it. */
        Answering start() throws Exception;
    }

    /** The words of a line. Not thread-safe. */
    public static final class Words {
        private final String[] words;
        private int next;

        Words(String line) {
            words = line.split(" ", -1);
        }

        /**
         * The next word.
         *
         * @throws IOException if there is none
         */
        public String next() throws IOException {
            if (next == words.length) {
                throw new IOException("the command \"" + String.join(" ", words) + "\" is too short");
            }
            return words[next++];
        }

        /**
         * The next word as a number.
         *
         * @throws IOException if there is none
         */
        public long number() throws IOException {
            return Long.parseLong(next());
        }

        /**
         * The next word as a small number.
         *
         * @throws IOException if there is none
         */
        public int integer() throws IOException {
            return Integer.parseInt(next());
        }
    }

    /** Starts, says that it has, and answers until the input ends; then the process ends. */
    public static void run(Start start) {
        PrintStream out = System.out;
        System.setOut(System.err);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            Answering answering = start.start();
            out.println(OK);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(answering, line));
            }
        } catch (Exception | LinkageError e) {
            out.println(FAILED + " to start: " + describe(e));
        }
        System.exit(0);
    }

    private static String answer(Answering answering, String line) {
        try {
            return (OK + " " + answering.answer(new Words(line))).strip();
        } catch (Exception e) {
            return FAILED + " at \"" + line + "\": " + describe(e);
        }
    }

    /** In one line. */
    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append(", because of ").append(cause);
        }
        return text.toString().replace('\n', ' ');
    }
}
