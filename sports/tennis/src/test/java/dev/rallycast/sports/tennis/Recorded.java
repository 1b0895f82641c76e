package dev.rallycast.sports.tennis;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.ArrayList;
import java.util.List;

/** Turns a match into the events of its recording and folds them. */
public final class Recorded {
    private static final ScoreTrack TRACK = new ScoreTrack();

    private Recorded() {}

    public static List<GameEvent> events(TennisMatch match) {
        List<GameEvent> events = new ArrayList<>();
        for (EventDraft draft : match.events()) {
            events.add(new GameEvent(events.size(), draft.timeNanos(), draft.kind(), draft.mark(), draft.data()));
        }
        return events;
    }

    /** The scores after none, one, two, … of the events. */
    public static List<Score> fold(Score from, List<GameEvent> events) {
        List<Score> scores = new ArrayList<>(List.of(from));
        Score score = from;
        for (GameEvent event : events) {
            score = TRACK.apply(score, event, data -> {});
            scores.add(score);
        }
        return scores;
    }
}
