package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shared state as the fields of a hash, see {@code docs/redis.md}, "Playbacks that servers share". */
final class SharedFields {
    /** In the order in which scripts take and give them. */
    private enum Field {
        FORMAT,
        PLAYBACK,
        GAME,
        INCARNATION,
        PACING,
        REVISION,
        EPOCH,
        MODE,
        TIME,
        NEXT,
        PICOS,
        AT,
        SPEED,
        CAUSE,
        NODE,
        BY,
        ENDED
    }

    static final String FORMAT = "1";
    private static final String FIXED = "fixed ";
    private static final String CAPPED = "capped ";

    private final Map<Field, byte[]> values = new EnumMap<>(Field.class);

    private SharedFields(List<byte @Nullable []> all, int first) {
        int at = first;
        for (Field field : Field.values()) {
            byte[] value = all.get(at++);
            if (value != null) {
                values.put(field, value);
            }
        }
    }

    /** The names to ask for. */
    static byte[][] names() {
        return Arrays.stream(Field.values()).map(field -> ascii(name(field))).toArray(byte[][]::new);
    }

    /** Adds a state's arguments for the scripts. */
    static void encode(List<byte[]> args, String node, Shared shared) {
        PlaybackState state = shared.state();
        args.add(CodeUnits.encode(state.playback()));
        args.add(CodeUnits.encode(state.gameId()));
        args.add(CodeUnits.encode(state.incarnation()));
        args.add(ascii(pacing(state.pacing())));
        args.add(Entry.ascii(state.revision()));
        args.add(Entry.ascii(state.epoch()));
        args.add(ascii(state.mode().name().toLowerCase(Locale.ROOT)));
        args.add(Entry.ascii(state.anchor().timeNanos()));
        args.add(Entry.ascii(state.anchor().next()));
        args.add(Entry.ascii(state.anchorPicos()));
        args.add(ascii(state.anchoredAt().toString()));
        args.add(Entry.ascii(state.speed()));
        args.add(CodeUnits.encode(shared.cause()));
        args.add(ascii(node));
        String by = shared.by();
        if (by != null) {
            args.add(CodeUnits.encode(by));
        }
    }

    /**
     * What fields say.
     *
     * @param key in error messages
     * @param first where the fields begin
     * @throws StorageUnavailableException if nothing that this class writes looks like that
     */
    static Found decode(String key, List<byte @Nullable []> values, int first) {
        try {
            return new SharedFields(values, first).found();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new StorageUnavailableException(
                    key + " holds no playback that this version can read: " + e.getMessage(), e);
        }
    }

    private Found found() throws IOException {
        String format = optional(Field.FORMAT);
        if (format == null) {
            for (Field field : Field.values()) {
                if (optional(field) != null) {
                    throw new IOException("it has a field \"" + name(field) + "\" and no \"format\"");
                }
            }
            return Found.NOTHING;
        }
        if (!format.equals(FORMAT)) {
            throw new IOException("its format is \"" + format + "\": expected " + FORMAT);
        }
        if (optional(Field.PLAYBACK) == null) {
            return new Found(null, optional(Field.ENDED));
        }
        PlaybackState state = new PlaybackState(
                text(Field.PLAYBACK),
                text(Field.GAME),
                text(Field.INCARNATION),
                pacing(text(Field.PACING)),
                number(Field.REVISION),
                number(Field.EPOCH),
                Mode.valueOf(text(Field.MODE).toUpperCase(Locale.ROOT)),
                new Position(number(Field.TIME), number(Field.NEXT)),
                picos(),
                Instant.parse(text(Field.AT)),
                Math.toIntExact(number(Field.SPEED)));
        return new Found(new Shared(state, text(Field.CAUSE), optional(Field.BY)), null);
    }

    private int picos() throws IOException {
        long picos = number(Field.PICOS);
        if (picos < 0 || picos > 999) {
            throw new IOException("its \"picos\" is " + picos + ": expected 0 to 999");
        }
        return (int) picos;
    }

    private long number(Field field) throws IOException {
        String text = text(field);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("its \"" + name(field) + "\" is \"" + text + "\": expected a number", e);
        }
    }

    private String text(Field field) throws IOException {
        String text = optional(field);
        if (text == null) {
            throw new IOException("it lacks the field \"" + name(field) + "\"");
        }
        return text;
    }

    private @Nullable String optional(Field field) throws IOException {
        byte[] value = values.get(field);
        return value == null ? null : CodeUnits.decode(value);
    }

    private static String pacing(Pacing pacing) {
        if (pacing instanceof Pacing.Fixed fixed) {
            return FIXED + fixed.delayNanos();
        } else if (pacing instanceof Pacing.CappedGaps capped) {
            return CAPPED + capped.maxGapNanos();
        }
        return pacing instanceof Pacing.Unpaced ? "unpaced" : "recorded";
    }

    private static Pacing pacing(String text) throws IOException {
        if (text.startsWith(FIXED)) {
            return new Pacing.Fixed(Long.parseLong(text.substring(FIXED.length())));
        } else if (text.startsWith(CAPPED)) {
            return new Pacing.CappedGaps(Long.parseLong(text.substring(CAPPED.length())));
        }
        return switch (text) {
            case "recorded" -> Pacing.recorded();
            case "unpaced" -> Pacing.unpaced();
            default -> throw new IOException("its \"pacing\" is \"" + text + "\", which is not known");
        };
    }

    private static String name(Field field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
