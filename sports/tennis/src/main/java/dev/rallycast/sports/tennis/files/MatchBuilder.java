package dev.rallycast.sports.tennis.files;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.PointTiming;
import dev.rallycast.sports.tennis.RetirementEvent;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.shots.PointShots;
import dev.rallycast.sports.tennis.shots.Rally;
import dev.rallycast.sports.tennis.shots.RallyInventor;
import dev.rallycast.sports.tennis.shots.SplitMix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the points of one match, replays the score by the rules and makes the recording's events. Not thread-safe.
 *
 * <p>After a row that was lost, the points that are missing are put back as bare winners, so that the next row's
 * number and score come out right. Where they can't, the details say from which point on the score may be wrong.
 */
public final class MatchBuilder {
    private static final int MAX_JUMP = 100;

    private final MatchMetadata match;
    private final boolean shots;
    private final List<Played> points = new ArrayList<>();
    private Score score;
    private int lastNumber;
    private int lost;
    private boolean lostBefore;
    private int restored;
    private int restoredInAnyOrder;
    private int incomplete;
    private long lastIncomplete;
    private int mismatches;
    private int uncertainFrom;

    /** A point with the score before it and what followed it. */
    private record Played(SourcePoint point, Score before, PointTiming.Break breakAfter) {}

    /**
     * A builder of a match without points.
     *
     * @param shots whether the points get events for their shots, which are invented where the file has none
     */
    public MatchBuilder(MatchMetadata match, boolean shots) {
        this.match = requireNonNull(match, "match");
        this.shots = shots;
        score = Score.start(match.format());
    }

    /** What is known of the match beforehand. */
    public MatchMetadata match() {
        return match;
    }

    /** The score after the points so far. */
    public Score score() {
        return score;
    }

    /**
     * Adds a point.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if the match is over, or the point's number is not above the
     *     last one or far above it; it is left out
     */
    public void add(SourcePoint point, CsvRow row, String numberColumn) {
        if (point.number() <= lastNumber) {
            throw row.problem(
                    numberColumn,
                    "point " + point.number() + " follows point " + lastNumber + ": expected a greater number");
        }
        if (lastNumber > 0 && point.number() - lastNumber > MAX_JUMP) {
            // Taken as it is, it would make all points after it come too late.
            throw row.problem(
                    numberColumn,
                    "point " + point.number() + " follows point " + lastNumber + ": expected at most " + MAX_JUMP
                            + " numbers further");
        }
        if (lostBefore) {
            lostBefore = false;
            restore(point);
        }
        if (score.isOver()) {
            throw row.problem(
                    null,
                    "point after the match is over (" + match.format().text() + "), won by side " + score.winner());
        }
        play(point);
    }

    private void restore(SourcePoint next) {
        MissingPoints missing = MissingPoints.between(score, lastNumber, next);
        if (!missing.isKnown()) {
            uncertainFrom = uncertainFrom == 0 ? points.size() + 1 : uncertainFrom;
            return;
        }
        for (int winner : missing.winners()) {
            play(new SourcePoint(
                    lastNumber + 1,
                    SourcePoint.NO_TIME,
                    score.server() == 0 ? next.server() : score.server(),
                    winner,
                    PointDetail.NONE,
                    ScoreCheck.NONE));
            restored++;
            restoredInAnyOrder += missing.inOrder() ? 0 : 1;
        }
    }

    private void play(SourcePoint point) {
        lastNumber = point.number();
        Score before = score.withServer(point.server());
        score = before.point(point.winner());
        points.add(new Played(point, before, PointTiming.breakAfter(before, score)));
        if (!point.check().agrees(before, score)) {
            mismatches++;
        }
    }

    /**
     * The winner of the next point, as far as the score that the file gives for it tells.
     *
     * @return 1 or 2; 0 if both or none are possible
     */
    public int winnerBy(ScoreCheck check) {
        if (score.isOver()) {
            return 0;
        }
        boolean first = check.agrees(score, score.point(1));
        boolean second = check.agrees(score, score.point(2));
        return first == second ? 0 : first ? 1 : 2;
    }

    /** Whether the point with this number is the next one, and no row before it was lost. */
    public boolean follows(int number) {
        return number == lastNumber + 1 && !lostBefore;
    }

    /** Counts a row that was left out. */
    public void rowLost() {
        lost++;
        lostBefore = true;
    }

    /** Counts a row of which a part was left out; each line once. */
    public void rowIncomplete(long line) {
        if (line != lastIncomplete) {
            lastIncomplete = line;
            incomplete++;
        }
    }

    /** Whether no point was added. */
    public boolean isEmpty() {
        return points.isEmpty();
    }

    /** The match; there must be at least one point. */
    public TennisMatch build() {
        StartTimes starts = StartTimes.of(
                points.stream().map(played -> played.point().startSeconds()).toList(), gapsNanos());
        List<EventDraft> events = new ArrayList<>(points.size() + 1);
        long end = 0;
        int invented = 0;
        for (int i = 0; i < points.size(); i++) {
            Played played = points.get(i);
            SourcePoint point = played.point();
            PointShots rally = shots ? shots(played, i + 1) : null;
            invented += point.rally() == null ? 1 : 0;
            end = starts.nanos(i)
                    + (rally == null || rally.isEmpty()
                            ? PointTiming.durationNanos(point.detail())
                            : rally.durationNanos());
            if (i + 1 < points.size()) {
                end = Math.min(end, starts.nanos(i + 1));
            }
            PointEvent event = PointEvent.at(played.before(), i + 1, point.winner(), point.detail());
            events.addAll(PointShots.withShots(rally, event, starts.nanos(i), end, played.before()));
        }
        if (match.retired() != 0 && !score.isOver()) {
            events.add(new RetirementEvent(match.retired()).draft(end));
        }
        Game game = Game.builder(match.id(), "tennis")
                .players(match.players())
                .event(match.event())
                .surface(match.surface())
                .format(match.format().text())
                .details(details(starts, invented))
                .build();
        return new TennisMatch(game, events);
    }

    private PointShots shots(Played played, int number) {
        SourcePoint point = played.point();
        SplitMix random = PointShots.randomOf(match.id(), number);
        Rally rally = point.rally();
        if (rally == null) {
            rally = RallyInventor.invent(point.detail(), point.winner() == point.server(), random);
        }
        return PointShots.of(played.before(), number, rally, point.detail(), random);
    }

    private long[] gapsNanos() {
        return points.stream()
                .mapToLong(played -> PointTiming.gapNanos(played.point().detail(), played.breakAfter()))
                .toArray();
    }

    private Map<String, String> details(StartTimes starts, int invented) {
        Map<String, String> details = new HashMap<>(match.details());
        details.put("point_start_times", starts.kind());
        details.put("point_end_times", "synthetic");
        if (shots) {
            details.put(
                    "shots", invented == points.size() ? "synthetic" : invented == 0 ? "recorded" : "partly synthetic");
            details.put("shot_times", "synthetic");
            details.put("shot_places", "synthetic");
        }
        details.put("completed", Boolean.toString(score.isOver()));
        putIfAny(details, "synthetic_clock_points", starts.syntheticRuns());
        putIfAny(details, "clock_went_back", starts.timesBack());
        putIfAny(details, "points_without_clock", starts.kind().equals("synthetic") ? 0 : starts.missing());
        putIfAny(details, "score_label_mismatches", mismatches);
        putIfAny(details, "rows_skipped", lost);
        putIfAny(details, "rows_incomplete", incomplete);
        putIfAny(details, "points_restored", restored);
        putIfAny(details, "points_restored_in_any_order", restoredInAnyOrder);
        putIfAny(details, "score_uncertain_from_point", uncertainFrom);
        return details;
    }

    private static void putIfAny(Map<String, String> details, String name, int count) {
        if (count > 0) {
            details.put(name, Integer.toString(count));
        }
    }
}
