package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** How the text of a recording is read and put in place, by the suffix of its file. */
final class RecordingText {
    private RecordingText() {}

    static RecordingForm form(Path file) {
        return name(file).endsWith(FileNames.GZIP_SUFFIX) ? RecordingForm.GZIP : RecordingForm.TEXT;
    }

    /** The name without the suffixes of a recording, which a writer's lock is for. */
    static String stem(Path file) {
        return withoutSuffix(withoutSuffix(name(file), FileNames.GZIP_SUFFIX), FileNames.SUFFIX);
    }

    /** Where the sidecar index of a recording is. */
    static Path index(Path file) {
        return file.resolveSibling(stem(file) + FileNames.INDEX_SUFFIX);
    }

    /** Opens a recording's text to read. */
    static TextSource open(Disk disk, Path file) throws IOException {
        return form(file) == RecordingForm.GZIP ? GzipSource.open(disk, file) : DataFile.openToRead(disk, file);
    }

    /** Where the text of a new recording is written before it takes its place. */
    static Path temporary(Path target) {
        // What is compressed has a temporary file of its own.
        String text = form(target) == RecordingForm.GZIP ? ".text" : "";
        return target.resolveSibling(name(target) + text + FileNames.TEMPORARY_SUFFIX);
    }

    /** Where what a gzip file holds is unpacked while a target is made of it. */
    static Path unpacked(Path target) {
        return target.resolveSibling(name(target) + ".unpacked" + FileNames.TEMPORARY_SUFFIX);
    }

    /** Whether all that a text without checksums lacks is its last line feed. It is read through to find its last line. */
    static boolean lacksOnlyItsLineFeed(TextSource text) throws IOException {
        if (FinalLineFeed.of(text).equals(text)) {
            return false;
        }
        LineWalk walk = new LineWalk(text, text.size());
        boolean more = true;
        while (more) {
            more = walk.next();
        }
        return lacksOnlyItsLineFeed(text, walk.nextOffset());
    }

    /**
     * Whether all that a text without checksums lacks is its last line feed: what is behind the last one is an event or an end
     * mark, which no beginning of a longer line is.
     *
     * @param rest where that begins
     */
    static boolean lacksOnlyItsLineFeed(TextSource text, long rest) throws IOException {
        TextSource complete = FinalLineFeed.of(text);
        if (complete.equals(text)) {
            return false;
        }
        LineReader in = new LineReader(complete, rest, complete.size(), LineReader.UNKNOWN);
        if (!in.next()) {
            return false;
        }
        ParsedLine parsed = ParsedLine.of(in, false);
        return parsed.isEvent() || parsed.isEnd();
    }

    /** Gives a text, complete and on the disk, the place of a recording in one step, in the form that its name says. */
    static void put(Disk disk, Path text, Path target) throws IOException {
        if (form(target) == RecordingForm.GZIP) {
            try (TextSource source = DataFile.openToRead(disk, text)) {
                GzipWriter.compress(source, target, disk, SyncLevel.DISK);
            }
            disk.delete(text);
        } else {
            disk.rename(text, target);
            DurableFiles.forceNames(disk, folder(target), SyncLevel.DISK);
        }
    }

    /** The real path of the folder that a file is in. */
    static Path folder(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("it is a folder, expected a file");
        }
        return parent.toRealPath();
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.endsWith(suffix) && name.length() > suffix.length()
                ? name.substring(0, name.length() - suffix.length())
                : name;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
