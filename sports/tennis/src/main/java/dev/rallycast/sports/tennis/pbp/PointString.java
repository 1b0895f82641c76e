package dev.rallycast.sports.tennis.pbp;

import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.scoring.Score;

/**
 * Reads the string of a match's points: S server won, R returner won, A ace, D double fault; after them ";" where a game has
 * ended, "." where a set has, and "/" where the serve changes in a tie-break. Nothing follows the last game.
 */
final class PointString {
    private static final PointDetail ACE = new PointDetail(Outcome.ACE, 0, 0, 1, null, 0);
    private static final PointDetail DOUBLE_FAULT = new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0);

    private final String text;
    private Score score;
    private int at;
    private int number;

    private PointString(String text, Score start) {
        this.text = text;
        score = start;
    }

    /** Takes the points in order. */
    interface Points {
        void point(int number, int server, int winner, PointDetail detail);
    }

    /**
     * Passes on the points of a string, up to the end of the match or of the string.
     *
     * @param start the score before the first point, with its server
     * @throws IllegalArgumentException if it is malformed or is not a match by the rules; the message names the character, from
     *     1. Points before it were passed on.
     */
    static void read(String text, Score start, Points points) {
        PointString string = new PointString(text, start);
        while (string.at < text.length()) {
            string.point(points);
            string.separator();
        }
        if (!string.score.isOver()) {
            throw string.malformed("the string ends before the match is over ("
                    + start.format().text() + ")");
        }
    }

    private void point(Points points) {
        if (score.isOver()) {
            throw malformed(
                    "more points after the match is over (" + score.format().text() + ")");
        }
        int server = score.server();
        int winner;
        PointDetail detail = PointDetail.NONE;
        switch (text.charAt(at)) {
            case 'S' -> winner = server;
            case 'R' -> winner = Score.other(server);
            case 'A' -> {
                winner = server;
                detail = ACE;
            }
            case 'D' -> {
                winner = Score.other(server);
                detail = DOUBLE_FAULT;
            }
            default -> throw malformed("\"" + text.charAt(at) + "\" is not a point: expected S, R, A or D");
        }
        number++;
        points.point(number, server, winner, detail);
        score = score.point(winner);
        at++;
    }

    /** What follows a point must agree with the rules. */
    private void separator() {
        if (at == text.length()) {
            return;
        }
        char found = text.charAt(at);
        boolean isSeparator = found == ';' || found == '.' || found == '/';
        char expected = expected();
        if (expected == 0 ? isSeparator && !score.isOver() : found != expected) {
            throw malformed("\"" + found + "\" at " + where() + ": expected "
                    + (expected == 0 ? "a point" : "\"" + expected + "\"") + " ("
                    + score.format().text() + ")");
        }
        if (expected != 0) {
            at++;
            if (at == text.length() && expected != '/') {
                throw malformed("the string ends after \"" + found + "\": expected a point");
            }
        }
    }

    private char expected() {
        if (score.isOver()) {
            return 0;
        }
        if (score.isGameStart()) {
            return score.isSetStart() ? '.' : ';';
        }
        return score.isTieBreak() && (score.points1() + score.points2()) % 2 == 1 ? '/' : (char) 0;
    }

    private String where() {
        return "set " + score.setNumber() + ", " + score.games1() + "-" + score.games2() + ", " + score.label(1) + "-"
                + score.label(2);
    }

    private IllegalArgumentException malformed(String problem) {
        return new IllegalArgumentException("character " + (at + 1) + ": " + problem);
    }
}
