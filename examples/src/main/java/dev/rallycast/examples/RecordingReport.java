package dev.rallycast.examples;

import dev.rallycast.model.Game;
import dev.rallycast.model.MatchTime;
import dev.rallycast.storage.file.IndexState;
import dev.rallycast.storage.file.Problem;
import dev.rallycast.storage.file.RecordingForm;
import dev.rallycast.storage.file.RecordingInfo;
import dev.rallycast.storage.file.Repair;
import dev.rallycast.storage.file.Verification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found, for people: one fact a line. */
final class RecordingReport {
    private final StringBuilder text = new StringBuilder();

    private RecordingReport(Object file) {
        text.append(file).append(":\n");
    }

    static String of(RecordingInfo info) {
        Game game = info.game();
        return new RecordingReport(info.file())
                .fact("game", game.id())
                .fact("sport", game.sport())
                .fact("players", game.players().isEmpty() ? null : String.join(", ", game.players()))
                .fact("mode", game.mode())
                .fact("event", game.event())
                .fact("surface", game.surface())
                .fact("format", game.format())
                .fact("scheduled start", game.scheduledStart())
                .fact("incarnation", info.incarnation())
                .fact("form", info.form() == RecordingForm.GZIP ? "compressed" : "text")
                .fact("checksums", yes(info.checksummed()))
                .fact("bytes", info.fileBytes())
                .fact("bytes of text", info.form() == RecordingForm.GZIP ? info.textBytes() : null)
                .fact("events", info.events())
                .fact("ended", yes(info.ended()))
                .fact("duration", MatchTime.seconds(info.durationNanos()) + " s")
                .fact("index", index(info.index()))
                .fact("torn tail", info.tornBytes() > 0 ? info.tornBytes() + " bytes" : null)
                .fact("problems", info.problems() > 0 ? info.problems() + ", see recording verify" : null)
                .toString();
    }

    static String of(Verification found) {
        RecordingReport report = new RecordingReport(found.file())
                .fact("checksums", yes(found.checksummed()))
                .fact("bytes", found.bytes())
                .fact("whole events", found.events())
                .fact("missing events", found.missingEvents() > 0 ? "at least " + found.missingEvents() : null)
                .fact("ended", yes(found.ended()))
                .fact("torn tail", found.tornBytes() > 0 ? found.tornBytes() + " bytes" : null)
                .fact("problems", found.problemCount());
        report.list(found.problems(), found.problemCount());
        if (found.noteCount() > 0) {
            report.fact("notes", found.noteCount()).list(found.notes(), found.noteCount());
        }
        return report.fact("verdict", verdict(found)).toString();
    }

    static String of(Repair repair) {
        if (!repair.changed()) {
            return new RecordingReport(repair.found().file())
                    .fact("repaired", "nothing, it is whole")
                    .toString();
        }
        return new RecordingReport(repair.found().file())
                .fact("events saved", repair.events())
                .fact("lines left out", repair.lostLines() + " with " + repair.lostBytes() + " bytes")
                .fact(
                        "missing events",
                        repair.found().missingEvents() > 0
                                ? "at least " + repair.found().missingEvents()
                                : null)
                .fact("torn tail cut", repair.tornBytes() > 0 ? repair.tornBytes() + " bytes" : null)
                .fact("line feed", repair.lineFeedAdded() ? "added to the last line, which lacked nothing else" : null)
                .fact("header", repair.headerMadeAnew() ? "made of what could be read, check it" : null)
                .fact("kept", repair.kept().orElse(null))
                .toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private RecordingReport fact(String name, @Nullable Object value) {
        if (value != null) {
            text.append("  ").append(name).append(": ").append(value).append('\n');
        }
        return this;
    }

    private RecordingReport list(List<Problem> problems, long count) {
        problems.forEach(problem -> text.append("    line ")
                .append(problem.line())
                .append(" (byte ")
                .append(problem.offset())
                .append("): ")
                .append(problem.message())
                .append('\n'));
        if (count > problems.size()) {
            text.append("    and ").append(count - problems.size()).append(" more\n");
        }
        return this;
    }

    private static String index(IndexState state) {
        return switch (state) {
            case NOT_NEEDED -> "not needed";
            case VALID -> "valid";
            case STALE -> "stale, it is made anew when it is needed";
            case MISSING -> "none yet, it is made when it is needed";
        };
    }

    private static String verdict(Verification found) {
        if (found.isClean()) {
            return "whole";
        }
        return found.events() > 0 ? "not whole, recording repair saves what can be saved" : "no whole event in it";
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }
}
