package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import java.nio.file.Path;

/**
 * What a recording's file holds.
 *
 * @param file the file
 * @param game the metadata
 * @param incarnation names the content
 * @param form how the text is kept
 * @param checksummed whether each line has a checksum
 * @param fileBytes the length of the file
 * @param textBytes the length of the text
 * @param events how many events can be read
 * @param ended whether the end mark is there
 * @param durationNanos the time of the last event in nanoseconds; 0 if there is none
 * @param tornBytes how many bytes at the end of the text are a torn tail
 * @param problems how many problems were met; 0 if all is well or the text was not read through
 * @param index the state of the sidecar index
 */
public record RecordingInfo(
        Path file,
        Game game,
        String incarnation,
        RecordingForm form,
        boolean checksummed,
        long fileBytes,
        long textBytes,
        long events,
        boolean ended,
        long durationNanos,
        long tornBytes,
        long problems,
        IndexState index) {
    /** Checks the components. */
    public RecordingInfo {
        requireNonNull(file, "file");
        requireNonNull(game, "game");
        requireNonNull(incarnation, "incarnation");
        requireNonNull(form, "form");
        requireNonNull(index, "index");
    }
}
