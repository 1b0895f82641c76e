package dev.rallycast.examples;

import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.RecordingCopy;
import dev.rallycast.storage.file.IndexDensity;
import dev.rallycast.storage.file.IndexState;
import dev.rallycast.storage.file.PlainLines;
import dev.rallycast.storage.file.RecordingFile;
import dev.rallycast.storage.file.RecordingInfo;
import dev.rallycast.storage.file.RecordingProgress;
import dev.rallycast.storage.file.Repair;
import dev.rallycast.storage.file.Verification;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The command line that looks after files of recordings, wherever they lie. */
final class Recordings {
    /** The demo's first argument that leads here. */
    static final String COMMAND = "recording";

    private static final int FINE = 0;
    private static final int PROBLEMS = 1;
    private static final int BAD_USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Ticker ticker;

    Recordings(PrintStream out, PrintStream err, Ticker ticker) {
        this.out = out;
        this.err = err;
        this.ticker = ticker;
    }

    /** Runs a command and returns the exit code: 0 if all is well, 1 for problems and failures, 2 for bad usage. */
    int run(String... args) {
        try {
            return runUnflushed(args);
        } finally {
            out.flush();
        }
    }

    private int runUnflushed(String... args) {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            out.print(help());
            return FINE;
        }
        try {
            RecordingCommand command = command(args);
            RecordingOptions options = RecordingOptions.parse(command, Arrays.copyOfRange(args, 1, args.length));
            if (options.help()) {
                out.print(command.help());
                return FINE;
            }
            int code = run(command, options);
            // Whoever has closed a pipe behind tail, as head does, wants no more and no complaint either.
            if (out.checkError() && command != RecordingCommand.TAIL) {
                err.println("The output can't be written.");
                return PROBLEMS;
            }
            return code;
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the commands and their options.");
            return BAD_USAGE;
        }
    }

    private static String help() {
        StringBuilder text = new StringBuilder("Looks after recordings.\n\n");
        for (RecordingCommand command : RecordingCommand.values()) {
            text.append("  java -jar rallycast-demo.jar recording ")
                    .append(command.usage())
                    .append('\n');
        }
        return text.append(
                        "\nEach command has its own --help. Exit codes: 0 all is well, 1 problems or failed, 2 bad usage.\n")
                .toString();
    }

    private static RecordingCommand command(String... args) throws UsageException {
        if (args.length == 0) {
            throw new UsageException("recording needs a command.");
        }
        Optional<RecordingCommand> command = RecordingCommand.of(args[0]);
        return command.orElseThrow(() -> new UsageException("Unknown command \"" + args[0] + "\" of recording."));
    }

    private int run(RecordingCommand command, RecordingOptions options) {
        if (command == RecordingCommand.CONVERT) {
            return attempt(
                    () -> convert(options.places().get(0), options.places().get(1), options));
        }
        int worst = FINE;
        for (Path path : options.files()) {
            worst = Math.max(worst, attempt(() -> run(command, path, options)));
        }
        return worst;
    }

    private int run(RecordingCommand command, Path path, RecordingOptions options) {
        RecordingFile file = RecordingFile.at(path);
        return switch (command) {
            case INFO -> info(file, options.json());
            case VERIFY -> verify(file, options.json());
            case REPAIR -> repair(file);
            case INDEX -> index(file, options.dense() ? IndexDensity.DENSE : IndexDensity.SPARSE);
            case TAIL -> new RecordingTail(file, out).print(options.from(), options.follow()) ? FINE : PROBLEMS;
            case CONVERT -> throw new IllegalArgumentException("convert takes two files");
        };
    }

    @FunctionalInterface
    private interface Work {
        int run();
    }

    /** What goes wrong with one file keeps nobody from the next. */
    private int attempt(Work work) {
        try {
            return work.run();
        } catch (ReplayException | IllegalStateException e) {
            err.println(e.getMessage());
            return PROBLEMS;
        } finally {
            out.flush();
        }
    }

    private int info(RecordingFile file, boolean json) {
        RecordingInfo info = file.info(progress(file));
        out.print(json ? RecordingJson.of(info) : RecordingReport.of(info));
        return FINE;
    }

    private int verify(RecordingFile file, boolean json) {
        Verification found = file.verify(progress(file));
        out.print(json ? RecordingJson.of(found) : RecordingReport.of(found));
        return found.isClean() ? FINE : PROBLEMS;
    }

    private int repair(RecordingFile file) {
        Repair repair = file.repair(progress(file));
        out.print(RecordingReport.of(repair));
        return FINE;
    }

    private int index(RecordingFile file, IndexDensity density) {
        IndexState state = file.index(density, progress(file));
        out.println(file.path() + ": " + (state == IndexState.VALID ? "index made" : "too short to need an index"));
        return FINE;
    }

    private int convert(Place from, Place to, RecordingOptions options) {
        if (from.path() != null && to.path() != null) {
            return convert(from.path(), to.path(), options);
        }
        ProgressLines lines = new ProgressLines(String.valueOf(to), "events", err, ticker);
        RecordingCopy.Result result = new RedisTransfer(
                        from, to, options.id(), (events, total) -> lines.progress(events, events, total))
                .run();
        out.println(to + ": " + result.copied() + " of " + result.events() + " events written, "
                + (result.ended() ? "ended" : "not ended"));
        return FINE;
    }

    private int convert(Path from, Path to, RecordingOptions options) {
        RecordingFile file = RecordingFile.at(from);
        PlainLines plain = options.plain();
        if (plain == null) {
            file.convert(to, progress(file));
        } else {
            file.convert(to, plain, gameId(to, options.id()), progress(file));
        }
        out.println(to + ": written");
        return FINE;
    }

    private static String gameId(Path to, @Nullable String id) {
        return id != null
                ? id
                : RecordingFile.at(to)
                        .gameId()
                        .orElseThrow(() -> new IllegalStateException(
                                to + ": no game's recording has such a name, expected --id as well"));
    }

    private RecordingProgress progress(RecordingFile file) {
        ProgressLines lines = new ProgressLines(String.valueOf(file.path().getFileName()), "events", err, ticker);
        return (bytesDone, bytesTotal, events) -> lines.progress(events, bytesDone, bytesTotal);
    }
}
