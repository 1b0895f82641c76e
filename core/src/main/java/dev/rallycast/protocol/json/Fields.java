package dev.rallycast.protocol.json;

import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.ProtocolException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a command, by type. Every method throws a {@link ProtocolException} that names the
 * field, its value and what was expected. A field that is {@code null} has the wrong type.
 */
final class Fields {
    static final int MAX_ID = 128;

    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(MatchTime.MAX_NANOS, 9);
    private static final BigDecimal MAX_PERCENT = BigDecimal.valueOf(100);
    private static final BigDecimal MILLI = BigDecimal.valueOf(Speed.NORMAL);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);

    private final Map<String, JsonValue> fields;
    private final String path;
    private final @Nullable String commandId;

    private Fields(Map<String, JsonValue> fields, String path, @Nullable String commandId) {
        this.fields = fields;
        this.path = path;
        this.commandId = commandId;
    }

    /** The fields of a whole message. */
    static Fields ofMessage(Map<String, JsonValue> fields) {
        return new Fields(fields, "", readableId(fields));
    }

    /** The command's id, or null if there is none or it is not valid. */
    static @Nullable String readableId(Map<String, JsonValue> message) {
        return message.get("id") instanceof JsonValue.Text text && text.value().length() <= MAX_ID
                ? text.value()
                : null;
    }

    /** The command's id. */
    @Nullable
    String id() {
        String id = optionalText("id");
        if (id != null && id.length() > MAX_ID) {
            throw refuse(
                    ErrorCode.BAD_REQUEST,
                    "id has " + id.length() + " characters: expected a string of at most " + MAX_ID);
        }
        return id;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    @Nullable
    String optionalText(String name) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonValue.Text text) {
            return text.value();
        }
        throw mistyped(name, value, "a string");
    }

    String text(String name) {
        return require(optionalText(name), name, "a string");
    }

    @Nullable
    Boolean optionalBool(String name) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonValue.Bool bool) {
            return bool.value();
        }
        throw mistyped(name, value, "true or false");
    }

    /** At most {@code max} strings. */
    @Nullable
    List<String> optionalTexts(String name, int max) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonValue.Array array)) {
            throw mistyped(name, value, "an array of strings");
        }
        if (array.items().size() > max) {
            throw refuse(
                    ErrorCode.BAD_REQUEST,
                    path + name + " has " + array.items().size() + " items: expected at most " + max);
        }
        List<String> texts = new ArrayList<>(array.items().size());
        for (JsonValue item : array.items()) {
            if (!(item instanceof JsonValue.Text text)) {
                throw mistyped(name + "[" + texts.size() + "]", item, "a string");
            }
            texts.add(text.value());
        }
        return texts;
    }

    @Nullable
    Fields optionalObject(String name) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonValue.Obj object) {
            return new Fields(object.fields(), path + name + ".", commandId);
        }
        throw mistyped(name, value, "an object");
    }

    /** An integer; what does not fit in 64 bits is out of range. */
    @Nullable
    Long optionalLong(String name) {
        BigInteger value = integer(name);
        if (value != null && value.bitLength() > 63) {
            throw refuse(ErrorCode.OUT_OF_RANGE, path + name + " is " + value + ": expected an integer of 64 bits");
        }
        return value == null ? null : value.longValue();
    }

    long requiredLong(String name) {
        return require(optionalLong(name), name, "an integer");
    }

    /** An integer; what does not fit in 64 bits is cut to the nearest that does. */
    @Nullable
    Long clampedLong(String name) {
        BigInteger value = integer(name);
        return value == null ? null : value.min(MAX_LONG).max(MIN_LONG).longValue();
    }

    /** An integer; what does not fit is cut to ±{@link Integer#MAX_VALUE}, so that it can be negated. */
    int clampedInt(String name, int otherwise) {
        Long value = clampedLong(name);
        return value == null ? otherwise : (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    private @Nullable BigInteger integer(String name) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonValue.Numeral number && number.integer()) {
            return new BigInteger(number.text());
        }
        throw mistyped(name, value, "an integer");
    }

    /** Decimal seconds in nanoseconds; what is beyond {@link MatchTime#MAX_NANOS} is cut to it. */
    @Nullable
    Long clampedNanos(String name) {
        BigDecimal seconds = decimal(name, "a number of seconds");
        if (seconds == null) {
            return null;
        }
        if (isBeyondMatchTime(seconds)) {
            return seconds.signum() * MatchTime.MAX_NANOS;
        }
        return MatchTime.nanosOfSeconds(seconds);
    }

    /** Percent in millionths, rounded down; what is below 0 or above 100 is cut to it. */
    @Nullable
    Long clampedPercent(String name) {
        BigDecimal percent = decimal(name, "a number of percent");
        if (percent == null) {
            return null;
        }
        if (percent.signum() <= 0 || (long) percent.precision() - percent.scale() < -6) {
            return 0L;
        }
        // Compared before it is rescaled: writing out 1e1000000000 would take gigabytes.
        return percent.compareTo(MAX_PERCENT) >= 0
                ? Target.ToPercent.WHOLE
                : percent.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /** Decimal seconds in nanoseconds, from {@code min} to {@code max}. */
    @Nullable
    Long optionalNanos(String name, long min, long max) {
        BigDecimal seconds = decimal(name, "a number of seconds");
        if (seconds == null) {
            return null;
        }
        long nanos = isBeyondMatchTime(seconds) || seconds.signum() < 0 ? -1 : MatchTime.nanosOfSeconds(seconds);
        if (nanos < min || nanos > max) {
            throw refuse(
                    ErrorCode.OUT_OF_RANGE,
                    path + name + " is " + seconds + ": expected " + MatchTime.seconds(min) + " to "
                            + MatchTime.seconds(max) + " seconds");
        }
        return nanos;
    }

    /** A rate in thousandths: any that fits in an {@code int}, in range or not. */
    @Nullable
    Integer optionalSpeed(String name) {
        BigDecimal speed = decimal(name, "a number");
        if (speed == null) {
            return null;
        }
        // The magnitude is read off precision and scale: writing out 1e1000000000 would take gigabytes.
        if (speed.signum() != 0 && (long) speed.precision() - speed.scale() > 6) {
            throw refuse(
                    ErrorCode.OUT_OF_RANGE,
                    path + name + " is " + speed + ": expected " + Speed.text(Speed.MIN) + " to "
                            + Speed.text(Speed.MAX));
        }
        BigDecimal plain = speed.stripTrailingZeros();
        if (plain.scale() > 3) {
            throw refuse(
                    ErrorCode.BAD_REQUEST,
                    path + name + " is " + speed + ": expected a number with at most 3 digits after the point");
        }
        return plain.multiply(MILLI).intValueExact();
    }

    private static boolean isBeyondMatchTime(BigDecimal seconds) {
        return seconds.signum() != 0
                && ((long) seconds.precision() - seconds.scale() > 12
                        || seconds.abs().compareTo(MAX_SECONDS) > 0);
    }

    private @Nullable BigDecimal decimal(String name, String expected) {
        JsonValue value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonValue.Numeral number)) {
            throw mistyped(name, value, expected);
        }
        try {
            return new BigDecimal(number.text());
        } catch (NumberFormatException e) {
            // Valid JSON, but an exponent of more than 32 bits.
            throw refuse(ErrorCode.OUT_OF_RANGE, path + name + " is " + number.text() + ": expected " + expected);
        }
    }

    private <T> T require(@Nullable T value, String name, String expected) {
        if (value == null) {
            throw refuse(ErrorCode.BAD_REQUEST, path + name + " is missing: expected " + expected);
        }
        return value;
    }

    private ProtocolException mistyped(String name, JsonValue value, String expected) {
        return refuse(ErrorCode.BAD_REQUEST, path + name + " is " + value.brief() + ": expected " + expected);
    }

    /** A refusal of this command. */
    ProtocolException refuse(ErrorCode code, String message) {
        return new ProtocolException(code, message, commandId);
    }
}
