package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rallycast.model.Game;
import dev.rallycast.model.ReplayException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A recording's first line, see {@code docs/recording-format.md}, "Header".
 *
 * @param game the metadata
 * @param incarnation names the content
 * @param lines how the lines behind it are to be understood
 * @param nextOffset where the next line begins
 */
record Header(Game game, String incarnation, LineForm lines, long nextOffset) {
    /** The version of the format. */
    static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The line that describes a game, with its checksum and line feed. */
    static ByteBuilder encode(Game game, String incarnation) {
        ByteBuilder out = new ByteBuilder().ascii("{\"rallycast\":" + VERSION);
        out.member("id", game.id()).member("incarnation", incarnation).member("sport", game.sport());
        out.ascii(",\"players\":[");
        String separator = "";
        for (String player : game.players()) {
            out.ascii(separator).string(player);
            separator = ",";
        }
        out.ascii("]");
        out.member("mode", game.mode()).member("event", game.event()).member("surface", game.surface());
        out.member("format", game.format());
        Instant start = game.scheduledStart();
        out.member("scheduledStart", start == null ? null : start.toString());
        out.ascii(",\"details\":{");
        separator = "";
        // Sorted, so that the same game always gives the same line.
        for (Map.Entry<String, String> detail : new TreeMap<>(game.details()).entrySet()) {
            out.ascii(separator).string(detail.getKey()).ascii(":").string(detail.getValue());
            separator = ",";
        }
        out.ascii("}");
        LineChecksum.end(out, 0, 0);
        return out;
    }

    /**
     * Reads the header of a file.
     *
     * @throws dev.rallycast.model.CorruptRecordingException if the first line is not a header
     */
    static Header read(TextSource file) throws IOException {
        // No further: what has no line feed for gigabytes is not read to see that it is none.
        LineReader in = new LineReader(file, 0, Math.min(file.size(), LineReader.MAX_LINE_BYTES + 1L), 1);
        if (!in.next()) {
            throw in.missing(
                    "no complete line: expected a header line of at most " + LineReader.MAX_LINE_BYTES + " bytes");
        }
        byte[] line = withoutByteOrderMark(in.copy());
        try {
            JsonNode json = MAPPER.readTree(text(line));
            requireThat(json != null && json.isObject(), "expected a header object");
            JsonNode version = json.path("rallycast");
            requireThat(
                    !version.isMissingNode(),
                    "no \"rallycast\" with the format's version; what another program wrote is opened with "
                            + "FileGameStorage.Builder.plain, and `recording convert --time-field` makes a recording of it");
            requireThat(version.isIntegralNumber(), "expected \"rallycast\" with the format's version");
            requireThat(
                    version.canConvertToInt() && version.intValue() == VERSION,
                    "format version " + version + ": expected " + VERSION);
            boolean checksummed = json.has("crc");
            requireThat(
                    !checksummed || LineChecksum.holds(line, 0, line.length, 0),
                    "the checksum is wrong or not at the end");
            String incarnation = optional(json, "incarnation");
            return new Header(
                    game(json),
                    incarnation == null ? derivedIncarnation(line) : incarnation,
                    checksummed ? RecordedLines.CHECKSUMMED : RecordedLines.UNCHECKSUMMED,
                    in.nextOffset());
        } catch (IOException | DateTimeException | IllegalArgumentException | ReplayException e) {
            throw in.corrupt("not a header: " + firstLine(e), e);
        }
    }

    /**
     * Reads the header that a line is, without its line feed.
     *
     * @param file from which it is, for messages
     * @throws dev.rallycast.model.CorruptRecordingException if it is none
     */
    static Header of(Path file, byte[] line) throws IOException {
        byte[] text = Arrays.copyOf(line, line.length + 1);
        text[line.length] = '\n';
        return read(new ByteSource(file, text));
    }

    /** The first line of an error's message. */
    static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /**
     * What takes the place of the header of a plain file, in which there is none; null if the file has one.
     *
     * @throws dev.rallycast.model.CorruptRecordingException if the first line is neither
     */
    static @Nullable Header ofPlain(TextSource file, PlainLines format, String gameId) throws IOException {
        LineReader in = new LineReader(file, 0, file.size(), 1);
        do {
            if (!in.next()) {
                throw in.missing(
                        "no complete line: expected a header line, or a line with \"" + format.timeName() + '"');
            }
        } while (PlainForm.isBlank(in));
        if (PlainForm.hasKey(in, "rallycast")) {
            return null;
        }
        Game game = Game.of(gameId, format.sport());
        return new Header(game, derivedIncarnation(in.copy()), PlainForm.of(format, in), 0);
    }

    /** Where the events begin. */
    Cursor start() {
        return new Cursor(0, nextOffset, -1);
    }

    private static Game game(JsonNode json) {
        String start = optional(json, "scheduledStart");
        return Game.builder(required(json, "id"), required(json, "sport"))
                .players(players(json))
                .mode(optional(json, "mode"))
                .event(optional(json, "event"))
                .surface(optional(json, "surface"))
                .format(optional(json, "format"))
                .scheduledStart(start == null ? null : Instant.parse(start))
                .details(details(json))
                .build();
    }

    private static List<String> players(JsonNode json) {
        List<String> players = new ArrayList<>();
        JsonNode list = json.path("players");
        requireThat(list.isMissingNode() || list.isArray(), "\"players\" is not a list");
        for (JsonNode player : list) {
            requireThat(player.isTextual(), "\"players\" holds " + player + ": expected strings");
            players.add(player.textValue());
        }
        return players;
    }

    private static Map<String, String> details(JsonNode json) {
        Map<String, String> details = new LinkedHashMap<>();
        JsonNode object = json.path("details");
        requireThat(object.isMissingNode() || object.isObject(), "\"details\" is not an object");
        for (Map.Entry<String, JsonNode> detail : object.properties()) {
            requireThat(detail.getValue().isTextual(), "\"details\" holds " + detail + ": expected strings");
            details.put(detail.getKey(), detail.getValue().textValue());
        }
        return details;
    }

    private static String required(JsonNode json, String key) {
        String value = optional(json, key);
        if (value == null) {
            throw new IllegalArgumentException("no \"" + key + "\"");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        requireThat(value.isTextual(), "\"" + key + "\" is " + value + ": expected a string");
        return value.textValue();
    }

    private static void requireThat(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A header that a person wrote needs no incarnation. */
    private static String derivedIncarnation(byte[] line) {
        return "header-" + HexFormat.of().formatHex(FileNames.sha256(line), 0, 8);
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    /** The first line of a file, without the mark with which some programs begin it. */
    static byte[] withoutByteOrderMark(byte[] line) {
        boolean marked = line.length >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
    }
}
