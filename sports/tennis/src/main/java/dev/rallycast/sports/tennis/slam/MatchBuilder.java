package dev.rallycast.sports.tennis.slam;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.PointTiming;
import dev.rallycast.sports.tennis.RetirementEvent;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the points of one match, replays the score and makes the recording's events. */
final class MatchBuilder {
    private final MatchInfo match;
    private final List<Played> points = new ArrayList<>();
    private Score score;
    private int lastNumber;
    private int skippedRows;
    private int labelMismatches;

    /** A point with the score before it and what followed it. */
    private record Played(PointRow row, Score before, PointTiming.Break breakAfter) {}

    MatchBuilder(MatchInfo match) {
        this.match = match;
        score = Score.start(match.format());
    }

    MatchInfo match() {
        return match;
    }

    /**
     * Adds the point of the file's current row.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if the match is over, or the point is out of order; it is left out
     */
    void add(PointRow row, CsvFile file) {
        if (score.isOver()) {
            throw file.problem(
                    "PointWinner",
                    "point after the match is over (" + match.format().text() + "), won by side " + score.winner());
        }
        if (row.number() <= lastNumber) {
            throw file.problem(
                    "PointNumber",
                    "point " + row.number() + " follows point " + lastNumber + ": expected a greater number");
        }
        lastNumber = row.number();
        Score before = score.withServer(row.server());
        score = before.point(row.winner());
        points.add(new Played(row, before, PointTiming.breakAfter(before, score)));
        if (!score.isGameStart() && !(agrees(row.label1(), 1) && agrees(row.label2(), 2))) {
            labelMismatches++;
        }
    }

    private boolean agrees(String label, int side) {
        return label.isEmpty() || label.equals(score.label(side));
    }

    void skipRow() {
        skippedRows++;
    }

    int points() {
        return points.size();
    }

    /** The match; there must be at least one point. */
    TennisMatch build() {
        StartTimes starts = StartTimes.of(
                points.stream().map(played -> played.row().startSeconds()).toList(), gapsNanos());
        List<EventDraft> events = new ArrayList<>(points.size() + 1);
        long end = 0;
        for (int i = 0; i < points.size(); i++) {
            Played played = points.get(i);
            PointRow row = played.row();
            end = starts.nanos(i) + PointTiming.durationNanos(row.detail());
            if (i + 1 < points.size()) {
                end = Math.min(end, starts.nanos(i + 1));
            }
            events.add(PointEvent.at(played.before(), i + 1, row.winner(), row.detail())
                    .draft(end, played.before()));
        }
        if (match.retired() != 0 && !score.isOver()) {
            events.add(new RetirementEvent(match.retired()).draft(end));
        }
        Game game = Game.builder(match.id(), "tennis")
                .players(match.players())
                .event(match.event())
                .surface(match.slam().surface())
                .format(match.format().text())
                .details(details(starts))
                .build();
        return new TennisMatch(game, events);
    }

    private long[] gapsNanos() {
        return points.stream()
                .mapToLong(played -> PointTiming.gapNanos(played.row().detail(), played.breakAfter()))
                .toArray();
    }

    private Map<String, String> details(StartTimes starts) {
        Map<String, String> details = new HashMap<>();
        details.put("source", "Jeff Sackmann / Tennis Abstract, tennis_slam_pointbypoint");
        details.put("licence", "CC BY-NC-SA 4.0");
        details.put("discipline", match.discipline().text());
        details.put("point_start_times", starts.kind());
        details.put("point_end_times", "synthetic");
        details.put("completed", Boolean.toString(score.isOver()));
        putIfAny(details, "synthetic_clock_points", starts.syntheticRuns());
        putIfAny(details, "clock_went_back", starts.timesBack());
        putIfAny(details, "points_without_clock", starts.kind().equals("synthetic") ? 0 : starts.missing());
        putIfAny(details, "score_label_mismatches", labelMismatches);
        putIfAny(details, "rows_skipped", skippedRows);
        return details;
    }

    private static void putIfAny(Map<String, String> details, String name, int count) {
        if (count > 0) {
            details.put(name, Integer.toString(count));
        }
    }
}
