package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Lines as the format describes them, made without the code that is tested. */
final class ChecksummedLines {
    private ChecksummedLines() {}

    /** A line with its line feed, from an object's text without its closing brace. */
    static String line(String open, long ordinal) {
        CRC32C crc = new CRC32C();
        crc.update(open.getBytes(UTF_8));
        return open + String.format(",\"crc\":\"%08x\"}\n", (int) (crc.getValue() + 0x9e3779b1L * ordinal));
    }

    static String header() {
        return line(
                "{\"rallycast\":1,\"id\":\"m1\",\"incarnation\":\"i1\",\"sport\":\"tennis\",\"players\":[\"Ann\",\"Bé\"],"
                        + "\"details\":{}",
                0);
    }

    static String event(long ordinal) {
        return line("{\"t\":" + ordinal + ".5,\"kind\":\"point\",\"data\":{\"n\":" + ordinal + "}", ordinal);
    }

    static String end(long events) {
        return line("{\"end\":true,\"events\":" + events, events);
    }

    /** All lines of a recording: header, events and end mark. */
    static List<String> ended(int events) {
        List<String> lines = growing(events);
        lines.add(end(events));
        return lines;
    }

    /** Header and events. */
    static List<String> growing(int events) {
        List<String> lines = new ArrayList<>();
        lines.add(header());
        for (int i = 0; i < events; i++) {
            lines.add(event(i));
        }
        return lines;
    }
}
