package dev.rallycast.sports.tennis.shots;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A shot: the event of kind {@value #KIND}. It is due when the ball is struck, and tells the stroke and the flight that it gave
 * the ball, up to where it first comes down; nothing of what follows. Immutable.
 *
 * <p>Places are in metres from the middle of the net, x along the net and y along the court, so that the baselines are at −11.885
 * and 11.885; seen from the end where y is below 0, x grows to the right. Ends are changed as the rules want it. Its data is
 * described in {@code docs/tennis.md}: {@code {"point":17,"shot":1,"side":1,"stroke":"serve","serve":1,"direction":"wide",
 * "from":[0.91,-11.95],"to":[-3.52,4.71],"height":2.7,"flight":0.512}}.
 *
 * @param point the number of the point in the match, from 1
 * @param shot the number of the stroke in the point, from 1; a first serve that was a fault is one
 * @param side who struck, 1 or 2
 * @param stroke the stroke
 * @param fromX where the ball was struck
 * @param fromY likewise
 * @param toX where it first comes down, or meets the net
 * @param toY likewise
 * @param height of the ball above the ground when it was struck, in metres
 * @param flightNanos from the stroke to there
 * @param net whether it meets the net
 * @param synthetic whether the stroke is invented; places and times always are
 */
public record ShotEvent(
        int point,
        int shot,
        int side,
        Stroke stroke,
        double fromX,
        double fromY,
        double toX,
        double toY,
        double height,
        long flightNanos,
        boolean net,
        boolean synthetic) {
    /** The kind of the event. */
    public static final String KIND = "shot";

    private static final JsonFactory JSON = new JsonFactory();

    /** Checks that nothing is null. */
    public ShotEvent {
        requireNonNull(stroke, "stroke");
    }

    /** The event to record, due at {@code timeNanos}. */
    public EventDraft draft(long timeNanos, @Nullable String mark) {
        return new EventDraft(timeNanos, KIND, mark, payload());
    }

    /** The event's data. */
    public Payload payload() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("point", point);
            json.writeNumberField("shot", shot);
            json.writeNumberField("side", side);
            json.writeStringField("stroke", stroke.kind().code());
            if (stroke.kind().isServe()) {
                json.writeNumberField("serve", stroke.kind() == Stroke.Kind.FIRST_SERVE ? 1 : 2);
            }
            writeKnown(json, "wing", stroke.wing());
            writeKnown(json, "direction", direction(stroke.direction()));
            writeKnown(json, "depth", depth(stroke.depth()));
            writePlace(json, "from", fromX, fromY);
            writePlace(json, "to", toX, toY);
            json.writeNumberField("height", decimal(height, 1));
            json.writeNumberField("flight", decimal(flightNanos / 1e9, 3));
            if (net) {
                json.writeBooleanField("net", true);
            }
            if (synthetic) {
                json.writeBooleanField("synthetic", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Payload.of(out.toString());
    }

    private static void writeKnown(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void writePlace(JsonGenerator json, String name, double x, double y) throws IOException {
        json.writeArrayFieldStart(name);
        json.writeNumber(decimal(x, 2));
        json.writeNumber(decimal(y, 2));
        json.writeEndArray();
    }

    private static BigDecimal decimal(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
    }

    private static @Nullable String direction(int direction) {
        return switch (direction) {
            case 1 -> "forehand";
            case 2 -> "middle";
            case 3 -> "backhand";
            case 4 -> "wide";
            case 5 -> "body";
            case 6 -> "t";
            default -> null;
        };
    }

    private static @Nullable String depth(int depth) {
        return switch (depth) {
            case 7 -> "short";
            case 8 -> "middle";
            case 9 -> "deep";
            default -> null;
        };
    }
}
