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
            kept as FILE.damaged-N. Refused while the recording is being written.
            """),
    INDEX("index FILE...", """
            Makes the index beside each recording anew. Nobody has to: it is made when it is needed.

              --dense   know the place of every event, not just one in every 4 KiB
            """),
    CONVERT("convert IN OUT", """
            Writes a recording to a new file, with a checksum in each line, compressed if OUT ends in .gz
            and as text otherwise.
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
