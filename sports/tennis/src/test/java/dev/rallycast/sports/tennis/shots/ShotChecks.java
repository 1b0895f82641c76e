package dev.rallycast.sports.tennis.shots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.EventDraft;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.ArrayList;
import java.util.List;

/** What must hold of the shots of every match. */
public final class ShotChecks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ShotChecks() {}

    /** Checks the shots of a match against its points, and returns how many there are. */
    public static int check(TennisMatch match) {
        int all = 0;
        List<JsonNode> shots = new ArrayList<>();
        Score score = new ScoreTrack().initial(match.game());
        long before = 0;
        long lastShot = 0;
        for (EventDraft event : match.events()) {
            assertThat(event.timeNanos()).isGreaterThanOrEqualTo(before);
            before = event.timeNanos();
            if (event.kind().equals(ShotEvent.KIND)) {
                all++;
                JsonNode shot = read(event);
                assertThat(event.mark() != null).as("marked").isEqualTo(shots.isEmpty());
                shots.add(shot);
                lastShot = event.timeNanos();
            } else if (event.kind().equals(PointEvent.KIND)) {
                PointEvent point = PointEvent.parse(event.data());
                score = score.withServer(point.server());
                if (!shots.isEmpty()) {
                    checkPoint(point, shots, score);
                    assertThat(event.timeNanos() - lastShot).as("%s", point).isLessThan(5_000_000_000L);
                } else {
                    assertThat(point.detail().outcome()).isIn(Outcome.PENALTY, null);
                }
                score = score.point(point.winner());
                shots.clear();
            }
        }
        return all;
    }

    private static JsonNode read(EventDraft event) {
        try {
            return JSON.readTree(event.data().json());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkPoint(PointEvent point, List<JsonNode> shots, Score before) {
        String what = point + " " + shots;
        int inPlay = 0;
        int lastSide = 0;
        for (int i = 0; i < shots.size(); i++) {
            JsonNode shot = shots.get(i);
            assertThat(shot.get("point").asInt()).as(what).isEqualTo(point.number());
            assertThat(shot.get("shot").asInt()).as(what).isEqualTo(i + 1);
            assertThat(shot.get("flight").asDouble()).as(what).isBetween(0.0, 3.6);
            double fromY = shot.at("/from/1").asDouble();
            double toY = shot.at("/to/1").asDouble();
            int side = shot.get("side").asInt();
            assertThat(fromY < 0).as(what).isEqualTo(Court.nearSide(before) == side);
            assertThat(Math.abs(fromY)).as(what).isBetween(0.5, 16.0);
            assertThat(Math.abs(shot.at("/from/0").asDouble())).as(what).isLessThanOrEqualTo(7.5);
            // The ball goes over the net, or into it.
            assertThat(toY * fromY).as(what).isLessThanOrEqualTo(0);
            if (shot.get("stroke").asText().equals("serve")) {
                assertThat(side).as(what).isEqualTo(point.server());
                inPlay = 0;
            } else {
                assertThat(side).as(what).isNotEqualTo(lastSide);
            }
            lastSide = side;
            boolean isLast = i == shots.size() - 1;
            boolean isFirstFault = !isLast && shots.get(i + 1).has("serve");
            boolean isIn = isIn(shot);
            if (!isLast) {
                assertThat(isIn).as(what).isEqualTo(!isFirstFault);
            }
            inPlay += isIn ? 1 : 0;
        }
        if (point.detail().outcome() != null) {
            assertThat(inPlay % 2 == 1).as(what).isEqualTo(point.winner() == point.server());
        }
        if (point.detail().rally() >= 0 && point.detail().outcome() != null) {
            assertThat(inPlay).as(what).isEqualTo(point.detail().rally());
        }
    }

    private static boolean isIn(JsonNode shot) {
        double x = Math.abs(shot.at("/to/0").asDouble());
        double y = Math.abs(shot.at("/to/1").asDouble());
        boolean isNet = shot.path("net").asBoolean();
        assertThat(y == 0).isEqualTo(isNet);
        if (isNet || x > Court.SINGLES) {
            return false;
        }
        if (!shot.has("serve")) {
            return y <= Court.LENGTH;
        }
        // Served from the right half it goes to the left one, seen from the server, and the other way round.
        return y <= Court.SERVICE
                && shot.at("/from/0").asDouble() * shot.at("/to/0").asDouble() < 0;
    }
}
