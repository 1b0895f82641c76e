package dev.rallycast.sports.tennis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.sports.tennis.scoring.Score;
import java.io.IOException;

/**
 * A side gives up the match: the event of kind {@value #KIND}. Its data is {@code {"retired":2,"winner":1}}. Immutable.
 *
 * @param retired the side that retired, 1 or 2; the other one has won
 */
public record RetirementEvent(int retired) {
    /** The kind of the event. */
    public static final String KIND = "retirement";

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Checks the side.
     *
     * @throws IllegalArgumentException if it is not 1 or 2
     */
    public RetirementEvent {
        if (retired != 1 && retired != 2) {
            throw new IllegalArgumentException("retired " + retired + ": expected 1 or 2");
        }
    }

    /** The side that has won. */
    public int winner() {
        return Score.other(retired);
    }

    /** The event to record, due at {@code timeNanos}. */
    public EventDraft draft(long timeNanos) {
        return new EventDraft(timeNanos, KIND, null, payload());
    }

    /** The event's data. */
    public Payload payload() {
        return Payload.of("{\"retired\":" + retired + ",\"winner\":" + winner() + "}");
    }

    /**
     * The retirement of an event's data. Unknown fields are ignored.
     *
     * @throws IllegalArgumentException if the data has no such shape
     */
    public static RetirementEvent parse(Payload data) {
        int retired = 0;
        try (JsonParser json = JSON.createParser(data.bytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("data of a retirement is not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("retired")) {
                    retired = json.getIntValue();
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("data of a retirement is not valid JSON", e);
        }
        return new RetirementEvent(retired);
    }
}
