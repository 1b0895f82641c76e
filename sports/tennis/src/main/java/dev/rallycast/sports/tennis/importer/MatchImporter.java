package dev.rallycast.sports.tennis.importer;

import static java.util.Objects.requireNonNull;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportProgress;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import dev.rallycast.sports.tennis.mcp.ChartingFormat;
import dev.rallycast.sports.tennis.pbp.PointStringFormat;
import dev.rallycast.sports.tennis.slam.SlamFormat;
import dev.rallycast.sports.tennis.wimbledon.WimbledonFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Imports files of matches; what format a file has is found out from its first line, whatever its name. Times that the file
 * does not have are estimated, and the details of each game say so ({@code docs/tennis.md}).
 *
 * <p>A strict import, the default, ends at the first thing that is malformed; matches passed on before stay. A lenient one
 * leaves it out and reports it. Immutable; may be used by several threads.
 */
public final class MatchImporter {
    private static final List<MatchFileFormat> FORMATS =
            List.of(new SlamFormat(), new ChartingFormat(), new PointStringFormat(), new WimbledonFormat());

    private final boolean lenient;
    private final boolean shots;
    private final ImportProgress progress;
    private final List<MatchFileFormat> formats;
    private final @Nullable MatchFileFormat always;

    private MatchImporter(Builder builder) {
        lenient = builder.lenient;
        shots = builder.shots;
        progress = builder.progress;
        formats = builder.formats;
        always = builder.always;
    }

    /** The formats that are known without further ado. */
    public static List<MatchFileFormat> knownFormats() {
        return FORMATS;
    }

    /** A strict importer of the known formats that tells nobody of its progress. */
    public static MatchImporter strict() {
        return builder().build();
    }

    /** Starts an importer of the known formats that is strict unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The format of a file.
     *
     * @throws ImportException if it can't be read or no format fits
     */
    public MatchFileFormat detect(Path file) {
        FileHead head = FileHead.read(file);
        return find(head)
                .orElseThrow(() -> new ImportException(
                        String.valueOf(file.getFileName()),
                        1,
                        null,
                        "the header fits no known format: expected the columns of "
                                + formats.stream()
                                        .map(format -> format.name() + " (" + String.join(", ", format.columns()) + ")")
                                        .collect(Collectors.joining(" or ")),
                        null));
    }

    private Optional<MatchFileFormat> find(FileHead head) {
        return formats.stream().filter(format -> format.fits(head)).findFirst();
    }

    /**
     * Whether a file holds no points but goes with files that do, such as a list of matches. It is read together with those,
     * and need not be imported.
     *
     * @throws ImportException if it can't be read
     */
    public boolean isCompanion(Path file) {
        FileHead head = FileHead.read(file);
        return find(head).isEmpty() && formats.stream().anyMatch(format -> format.isCompanion(head));
    }

    /**
     * Imports a file into storage.
     *
     * @throws ImportException if no format fits, a file can't be read, or in a strict import something in it is malformed
     * @throws dev.rallycast.model.ReplayException if storage refuses or fails; nothing of that match stays behind
     */
    public ImportReport importInto(Path file, WritableGameStorage storage, MatchSink.Existing existing) {
        return importTo(file, MatchSink.into(storage, existing));
    }

    /**
     * Imports a file match by match. What the sink throws ends the import and goes on to the caller.
     *
     * @throws ImportException if no format fits, a file can't be read, or in a strict import something in it is malformed
     */
    public ImportReport importTo(Path file, MatchSink sink) {
        requireNonNull(file, "file");
        requireNonNull(sink, "sink");
        MatchFileFormat format = always == null ? detect(file) : always;
        ImportRun run = new ImportRun(sink, lenient, progress, shots);
        format.read(file, run);
        return run.report();
    }

    /** Collects the options of an importer. Not thread-safe. */
    public static final class Builder {
        private boolean lenient;
        private boolean shots;
        private ImportProgress progress = (rows, bytesRead, bytesTotal) -> {};
        private List<MatchFileFormat> formats = FORMATS;
        private @Nullable MatchFileFormat always;

        private Builder() {}

        /** Whether what is malformed is left out and reported, and does not end the import. */
        public Builder lenient(boolean value) {
            lenient = value;
            return this;
        }

        /**
         * Whether recordings have an event for each shot, too, about five a point; they have none if not set. Strokes come from
         * the file where it has them and are invented where not.
         */
        public Builder shots(boolean value) {
            shots = value;
            return this;
        }

        /** Who hears of the progress. */
        public Builder progress(ImportProgress listener) {
            progress = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * The formats to choose from, in place of the known ones; the first that fits a file is taken.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Builder formats(List<? extends MatchFileFormat> values) {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("no formats: expected at least one");
            }
            formats = List.copyOf(values);
            return this;
        }

        /** The format of all files, which then is not looked for. */
        public Builder format(MatchFileFormat value) {
            always = requireNonNull(value, "value");
            return this;
        }

        /** The importer. */
        public MatchImporter build() {
            return new MatchImporter(this);
        }
    }
}
