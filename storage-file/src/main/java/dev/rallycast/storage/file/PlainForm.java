package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.model.ReplayException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one plain file.
 *
 * @param format how they are to be understood
 * @param originSeconds the time that counts as the beginning of the match
 */
record PlainForm(PlainLines format, BigDecimal originSeconds) implements LineForm {
    private static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Payload.MAX_DEPTH)
                            .maxDocumentLength(LineReader.MAX_LINE_BYTES)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** More digits before or behind the point than any time has; arithmetic on such a number could take gigabytes. */
    private static final int ABSURD_MAGNITUDE = 40;

    /** A value in a message is cut to so many characters. */
    private static final int SHOWN = 80;

    /**
     * The form of a file whose first line is the one at which {@code in} is.
     *
     * @throws CorruptRecordingException if that line has no time
     */
    static PlainForm of(PlainLines format, LineReader in) {
        PlainForm form = new PlainForm(format, BigDecimal.ZERO);
        JsonNode line = parse(in);
        boolean fromFirst = format.isFromFirst() || line.at(format.time()).isTextual();
        return fromFirst ? new PlainForm(format, form.seconds(in, line)) : form;
    }

    /** Whether the line at which {@code in} is holds nothing but white space. */
    static boolean isBlank(LineReader in) {
        return in.isBlank() || (in.offset() == 0 && new String(copy(in), UTF_8).isBlank());
    }

    /** Whether the object at which {@code in} is has a key. */
    static boolean hasKey(LineReader in, String key) {
        return parse(in).has(key);
    }

    @Override
    public boolean checksummed() {
        return false;
    }

    @Override
    public boolean endsWithText() {
        return !format.isLive();
    }

    @Override
    public boolean isIgnored(LineReader in) {
        return isBlank(in);
    }

    @Override
    public long time(LineReader in, long index) {
        return nanos(in, parse(in));
    }

    @Override
    public long timeAnywhere(LineReader in) {
        try {
            return nanos(in, parse(in));
        } catch (CorruptRecordingException e) {
            return UNTOLD;
        }
    }

    @Override
    public GameEvent event(LineReader in, long index, long maxTimeNanos) {
        JsonNode line = parse(in);
        long time = Math.max(maxTimeNanos, nanos(in, line));
        byte[] bytes = copy(in);
        int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            Payload data = Payload.of(bytes, 0, end);
            String kind = text(line, format.kind(), format.defaultKind());
            String mark = text(line, format.mark(), null);
            return new GameEvent(index, time, String.valueOf(kind), mark, data);
        } catch (ReplayException | IllegalArgumentException e) {
            throw in.corrupt("not an event: " + Header.firstLine(e), e);
        }
    }

    /** The line without the byte order mark that a file may begin with. */
    private static byte[] copy(LineReader in) {
        return in.offset() == 0 ? Header.withoutByteOrderMark(in.copy()) : in.copy();
    }

    private static JsonNode parse(LineReader in) {
        try {
            String line = UTF_8.newDecoder().decode(ByteBuffer.wrap(copy(in))).toString();
            JsonNode json = MAPPER.readTree(line);
            if (json == null || !json.isObject()) {
                throw in.corrupt("expected a JSON object");
            }
            return json;
        } catch (IOException | ArithmeticException | NumberFormatException e) {
            // The latter two are of numbers with more digits in their exponents than any number type takes.
            throw in.corrupt("expected a JSON object: " + Header.firstLine(e), e);
        }
    }

    private long nanos(LineReader in, JsonNode line) {
        try {
            // A line before the first one in time counts as at its time, as does each that goes back.
            return Math.max(0, MatchTime.nanosOfSeconds(seconds(in, line).subtract(originSeconds)));
        } catch (IllegalArgumentException e) {
            String advice =
                    format.isFromFirst() ? "" : " (PlainLines.fromFirst is for times that don't begin near zero)";
            throw in.corrupt(
                    "the time in \"" + format.timeName() + "\" is out of range: " + e.getMessage() + advice, e);
        }
    }

    private BigDecimal seconds(LineReader in, JsonNode line) {
        JsonNode time = line.at(format.time());
        if (time.isTextual()) {
            try {
                Instant instant = Instant.parse(time.textValue());
                return BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9));
            } catch (DateTimeException e) {
                throw in.corrupt(notATime(time), e);
            }
        }
        if (!time.isNumber()) {
            throw in.corrupt(notATime(time));
        }
        BigDecimal value = time.decimalValue();
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long magnitude = (long) value.precision() - value.scale();
        if (Math.abs(magnitude) > ABSURD_MAGNITUDE) {
            throw in.corrupt("\"" + format.timeName() + "\" is out of range");
        }
        long nanos = format.unit().toNanos(1);
        return nanos == TimeUnit.SECONDS.toNanos(1) ? value : value.multiply(BigDecimal.valueOf(nanos, 9));
    }

    private String notATime(JsonNode time) {
        String shown = time.isMissingNode() ? "missing" : time.toString();
        if (shown.length() > SHOWN) {
            shown = shown.substring(0, SHOWN) + "...";
        }
        return "\"" + format.timeName() + "\" is " + shown + ": expected a number or an instant";
    }

    private static @Nullable String text(JsonNode line, @Nullable JsonPointer field, @Nullable String otherwise) {
        JsonNode value = field == null ? null : line.at(field);
        return value != null && value.isTextual() ? value.textValue() : otherwise;
    }
}
