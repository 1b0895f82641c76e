package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.sports.tennis.scoring.Score;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A point that was played: the event of kind {@value #KIND}. It is due when the point ends. Immutable.
 *
 * <p>Its data is an object with "number", "set", "game", "server" and "winner", and with what else is known: "ace" and
 * "double_fault" (only if true), "outcome", "serve", "speed_kmh", "rally", "winner_shot", "server_in_team". So
 * {@code {"number":17,"set":1,"game":3,"server":1,"winner":2,"outcome":"winner","rally":4}}. Unknown fields are ignored in
 * reading.
 *
 * @param number the number of the point in the match, from 1
 * @param set the number of the set, from 1
 * @param game the number of the game in the set, from 1; a tie-break is one game
 * @param server the side that served, 1 or 2
 * @param winner the side that won the point, 1 or 2
 * @param detail what else is known
 */
public record PointEvent(int number, int set, int game, int server, int winner, PointDetail detail) {
    /** The kind of the event. */
    public static final String KIND = "point";

    /** The mark of the first point of a set. */
    public static final String MARK_SET = "set";

    /** The mark of the first point of every other game. */
    public static final String MARK_GAME = "game";

    /** The mark of every other point at which the receiver may win the game. */
    public static final String MARK_BREAK_POINT = "break_point";

    /** The mark of the remaining points in recordings with shots, where not every event is a point. */
    public static final String MARK_POINT = "point";

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if a number is below 1 or a side is not 1 or 2
     */
    public PointEvent {
        if (number < 1 || set < 1 || game < 1) {
            throw new IllegalArgumentException(
                    "point " + number + " of set " + set + ", game " + game + ": expected numbers from 1");
        }
        requireSide(server, "server");
        requireSide(winner, "winner");
        requireNonNull(detail, "detail");
    }

    /**
     * The point number {@code number}, played at {@code before}, whose server must be set.
     *
     * @throws IllegalArgumentException if the score has no server
     */
    public static PointEvent at(Score before, int number, int winner, PointDetail detail) {
        return new PointEvent(number, before.setNumber(), before.gameNumber(), before.server(), winner, detail);
    }

    /** The event to record, due at {@code timeNanos}, with the mark that belongs to the score before the point. */
    public EventDraft draft(long timeNanos, Score before) {
        String mark = markOfStart(before);
        return new EventDraft(timeNanos, KIND, mark.equals(MARK_POINT) ? null : mark, payload());
    }

    /** The mark of the first event of a point that is played at {@code before}. */
    public static String markOfStart(Score before) {
        if (before.isSetStart()) {
            return MARK_SET;
        }
        return before.isGameStart() ? MARK_GAME : before.isBreakPoint() ? MARK_BREAK_POINT : MARK_POINT;
    }

    /** The event's data. */
    public Payload payload() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("number", number);
            json.writeNumberField("set", set);
            json.writeNumberField("game", game);
            json.writeNumberField("server", server);
            json.writeNumberField("winner", winner);
            if (detail.outcome() == Outcome.ACE) {
                json.writeBooleanField("ace", true);
            } else if (detail.outcome() == Outcome.DOUBLE_FAULT) {
                json.writeBooleanField("double_fault", true);
            }
            if (detail.outcome() != null) {
                json.writeStringField("outcome", detail.outcome().code());
            }
            writeKnown(json, "serve", detail.serve(), 1);
            writeKnown(json, "speed_kmh", detail.speedKmh(), 1);
            writeKnown(json, "rally", detail.rally(), 0);
            if (detail.winnerShot() != null) {
                json.writeStringField("winner_shot", detail.winnerShot());
            }
            writeKnown(json, "server_in_team", detail.serverInTeam(), 1);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Payload.of(out.toString());
    }

    private static void writeKnown(JsonGenerator json, String name, int value, int least) throws IOException {
        if (value >= least) {
            json.writeNumberField(name, value);
        }
    }

    /**
     * The point of an event's data.
     *
     * @throws IllegalArgumentException if the data has no such shape
     */
    public static PointEvent parse(Payload data) {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(data.bytes())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("data of a point is not an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.read(name, json);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("data of a point is not valid JSON", e);
        }
        return fields.toEvent();
    }

    private static void requireSide(int side, String what) {
        if (side != 1 && side != 2) {
            throw new IllegalArgumentException(what + " " + side + ": expected 1 or 2");
        }
    }

    /** What has been read of an event's data. */
    private static final class Fields {
        private int number;
        private int set;
        private int game;
        private int server;
        private int winner;
        private @Nullable Outcome outcome;
        private int serve;
        private int speedKmh;
        private int rally = PointDetail.UNKNOWN_RALLY;
        private @Nullable String winnerShot;
        private int serverInTeam;

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "number" -> number = json.getIntValue();
                case "set" -> set = json.getIntValue();
                case "game" -> game = json.getIntValue();
                case "server" -> server = json.getIntValue();
                case "winner" -> winner = json.getIntValue();
                case "outcome" -> outcome = Outcome.of(json.getText());
                case "serve" -> serve = json.getIntValue();
                case "speed_kmh" -> speedKmh = json.getIntValue();
                case "rally" -> rally = json.getIntValue();
                case "winner_shot" -> winnerShot = json.getText();
                case "server_in_team" -> serverInTeam = json.getIntValue();
                default -> json.skipChildren();
            }
        }

        PointEvent toEvent() {
            return new PointEvent(
                    number,
                    set,
                    game,
                    server,
                    winner,
                    new PointDetail(outcome, serve, speedKmh, rally, winnerShot, serverInTeam));
        }
    }
}
