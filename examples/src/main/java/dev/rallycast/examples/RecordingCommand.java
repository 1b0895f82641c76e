package dev.rallycast.examples;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What {@link Recordings} can do. */
enum RecordingCommand {
    INFO("info FILE...", """
            Tells what is in each recording: the game, how many events, whether it has ended.
            A large file is not read through if it has a valid index.

              --json    print a JSON object for each file
            """),
    VERIFY("verify FILE...", """
            Reads each recording through and names every damaged line. Exit code 1 if there is damage or a
            torn tail, which a crash leaves and the next writer cuts.

              --json    print a JSON object for each file
            """),
    REPAIR("repair FILE...", """
            Cuts a torn tail off each recording, and leaves out damaged lines. What was there before is
            kept as FILE.damaged-N. Refused while the recording is being written. Exit code 0 if it is
            whole now.
            """),
    INDEX("index FILE...", """
            Makes the index beside each recording anew. Nobody has to: it is made when it is needed.

              --dense   know the place of every event, not just one in every 4 KiB
            """),
    CONVERT("convert IN OUT", """
            Writes a recording to a new file, with a checksum in each line, compressed if OUT ends in .gz
            and as text otherwise. IN may be compressed by gzip.

            IN or OUT may also be a Redis that keeps recordings: redis://HOST:PORT, rediss://HOST:PORT,
            redis-sentinel://HOST:PORT,HOST:PORT#MASTER or redis-cluster://HOST:PORT,HOST:PORT. What is there
            already is compared and gone on with, so a copy that was interrupted is started again. A file OUT
            has the game's id and .jsonl as its name; a file IN any name. From Redis to Redis --id says which
            game.

            With --time-field, IN is a file of another program: JSON lines without a header. Each line
            becomes an event that has it as its data.

              --time-field F  where a line has its time: a key, or a JSON Pointer such as /clock/elapsed
              --time-unit U   the unit of times that are numbers: s (default), ms, us or ns
              --from-first    the first line's time is the beginning, as for times since 1970
              --kind-field F  where a line has its event's kind; otherwise it is "event"
              --mark-field F  where a line has the name of a place to seek to
              --live          the game goes on: write no end mark
              --sport NAME    the game's sport, otherwise "unknown"
              --id ID         the game's id, otherwise what OUT's name stands for; also of a game in Redis
            """),
    TAIL("tail FILE", """
            Prints the last 10 events as JSON lines.

              --from N  print from event N on, counted from 0
              --follow  go on as events are added, until the end mark comes (stop with Ctrl-C)
            """);

    private final String usage;
    private final String text;

    RecordingCommand(String usage, String text) {
        this.usage = usage;
        this.text = text;
    }

    /** How it is written, and what it does in a few lines. */
    String help() {
        return "  java -jar rallycast-demo.jar recording " + usage + "\n\n" + text + "  --help    show this text\n";
    }

    String usage() {
        return usage;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RecordingCommand> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst();
    }
}
