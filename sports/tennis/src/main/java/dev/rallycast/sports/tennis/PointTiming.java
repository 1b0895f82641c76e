package dev.rallycast.sports.tennis;

import dev.rallycast.sports.tennis.scoring.Score;
import org.jspecify.annotations.Nullable;

/**
 * How long points and the breaks between them take, for sources that do not say so. Everything it gives is an estimate, and
 * recordings that use it say so in their details.
 *
 * <p>Source: least squares and medians over the Grand Slam singles of 2011 to 2014 and Wimbledon 2023 (see
 * {@code docs/tennis.md}): within a game a point starts 21 s + 2.05 s a shot + 11 s for a second serve after the one before;
 * a change of game, ends or set adds the difference of the medians. The duration of a rally is an assumption: 1 s for the
 * serve and 1.35 s from stroke to stroke.
 */
public final class PointTiming {
    /** The number of shots to assume where the rally is not known: the mean of a point. */
    public static final int TYPICAL_RALLY = 4;

    private static final long MILLI = 1_000_000;
    private static final long DEAD_TIME = 21_000 * MILLI;
    private static final long PER_SHOT = 2_050 * MILLI;
    private static final long SECOND_SERVE = 11_000 * MILLI;
    private static final long SERVE = 1_000 * MILLI;
    private static final long PER_STROKE = 1_350 * MILLI;

    /** What lies between a point and the next. */
    public enum Break {
        WITHIN_GAME(0),
        WITHIN_TIE_BREAK(7),
        NEXT_GAME(12),
        TIE_BREAK_CHANGE_OF_ENDS(32),
        FIRST_GAME_OF_SET(32),
        CHANGE_OF_ENDS(88),
        SET_BREAK(131);

        private final long extraNanos;

        Break(long extraSeconds) {
            extraNanos = extraSeconds * 1000 * MILLI;
        }
    }

    private PointTiming() {}

    /** From the start of a point to its end, in nanoseconds. */
    public static long durationNanos(PointDetail point) {
        return SERVE + (shots(point) - 1) * PER_STROKE + (isSecondServe(point) ? SECOND_SERVE : 0);
    }

    /** From the start of a point to the start of the next, in nanoseconds. */
    public static long gapNanos(PointDetail point, Break until) {
        return DEAD_TIME + shots(point) * PER_SHOT + (isSecondServe(point) ? SECOND_SERVE : 0) + until.extraNanos;
    }

    /** What lies between the point that led from one score to the other, and the next point. */
    public static Break breakAfter(Score before, Score after) {
        if (after.completedSets().size() != before.completedSets().size()) {
            return Break.SET_BREAK;
        }
        int games = after.games1() + after.games2();
        if (games != before.games1() + before.games2()) {
            if (games % 2 == 0) {
                return Break.NEXT_GAME;
            }
            return games == 1 ? Break.FIRST_GAME_OF_SET : Break.CHANGE_OF_ENDS;
        }
        if (!after.isTieBreak()) {
            return Break.WITHIN_GAME;
        }
        return (after.points1() + after.points2()) % 6 == 0 ? Break.TIE_BREAK_CHANGE_OF_ENDS : Break.WITHIN_TIE_BREAK;
    }

    private static int shots(PointDetail point) {
        return point.rally() == PointDetail.UNKNOWN_RALLY
                ? isShort(point.outcome()) ? 1 : TYPICAL_RALLY
                : Math.max(1, point.rally());
    }

    private static boolean isShort(@Nullable Outcome outcome) {
        return outcome == Outcome.ACE || outcome == Outcome.DOUBLE_FAULT || outcome == Outcome.PENALTY;
    }

    private static boolean isSecondServe(PointDetail point) {
        return point.serve() == 2 || point.outcome() == Outcome.DOUBLE_FAULT;
    }
}
