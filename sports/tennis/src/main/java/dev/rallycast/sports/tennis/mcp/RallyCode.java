package dev.rallycast.sports.tennis.mcp;

import java.util.List;

/**
 * What a code of the Match Charting Project says of a serve and the rally after it. Immutable.
 *
 * <pre>
 * code  = "S" | "R"             point not seen, won by the server, the returner
 *       | "P" | "Q"             point penalty against the server, the returner
 *       | "V"                   serve lost by a time violation
 *       | "c"* dir "+"? ( fault | "*" | "#" | "C" | shot+ )      "c": let, "+": serve and volley
 * dir   = "4" wide | "5" body | "6" down the T | "0" not known
 * fault = "n" net | "w" wide | "d" deep | "x" wide and deep | "g" foot fault | "e" not known | "!" shank
 * shot  = type mod* where? mod* depth? mod* error? end?
 * type  = f b  ground stroke (forehand, backhand)   r s  slice   v z  volley   o p  overhead   u y  drop shot
 *         l m  lob   h i  half-volley   j k  swinging volley   t  trick shot   q  not known
 * mod   = "+" approach | "-" at the net | "=" at the baseline | ";" net cord | "^" drop volley
 * where = "1" to a right-hander's forehand | "2" middle | "3" to a right-hander's backhand | "0" not known
 * depth = "7" service box | "8" behind it | "9" near the baseline | "0" not known      of the return only
 * error = "n" | "w" | "d" | "x" | "e" | "!"
 * end   = "*" winner | "@" unforced error | "#" forced error | "C" stopped for a challenge that failed
 * </pre>
 *
 * The last shot has an end, and no other one has an error or an end. Source: the instructions of the project's charting
 * template.
 *
 * @param kind what the code is
 * @param lets how many lets came first
 * @param direction of the serve: 4, 5, 6 or 0; 0 if there was no serve
 * @param end how a rally ended: one of {@code * @ # C}, a blank in the other kinds
 * @param error the letter of an error or a fault, a blank if there is none
 * @param shots the shots after the serve in order, by the returner first
 */
record RallyCode(Kind kind, int lets, int direction, char end, char error, List<ChartedShot> shots) {
    /** What a code is. */
    enum Kind {
        SERVER_WON_UNSEEN,
        RETURNER_WON_UNSEEN,
        PENALTY_OF_SERVER,
        PENALTY_OF_RETURNER,
        TIME_VIOLATION,
        FAULT,
        RALLY
    }

    /** The value of {@code end} and {@code error} where there is none. */
    static final char NONE = ' ';

    RallyCode {
        shots = List.copyOf(shots);
    }

    static RallyCode special(Kind kind) {
        return new RallyCode(kind, 0, 0, NONE, NONE, List.of());
    }

    /**
     * Reads a code.
     *
     * @throws RallyCodeException if it breaks the grammar
     */
    static RallyCode parse(String text) throws RallyCodeException {
        return new RallyCodeParser(text).parse();
    }

    /** Whether the serve is lost but not yet the point. */
    boolean isFault() {
        return kind == Kind.FAULT || kind == Kind.TIME_VIOLATION;
    }

    /** Whether the server won the point; for codes that are no fault. */
    boolean serverWon() {
        return switch (kind) {
            case SERVER_WON_UNSEEN, PENALTY_OF_RETURNER -> true;
            case RETURNER_WON_UNSEEN, PENALTY_OF_SERVER -> false;
            case FAULT, TIME_VIOLATION -> throw new IllegalStateException("a fault has no winner");
            case RALLY -> {
                if (shots.isEmpty()) {
                    // An ace, a serve that did not come back, or a returner who stopped.
                    yield true;
                }
                boolean lastByServer = shots.size() % 2 == 0;
                yield lastByServer == (end == '*');
            }
        };
    }

    /**
     * Shots with the serve and without the final error, given who won: odd if the server did. A shot whose striker stopped for
     * a challenge counts only if that agrees with the winner.
     */
    int rally(boolean serverWon) {
        int all = 1 + shots.size();
        if (shots.isEmpty()) {
            return 1;
        }
        boolean isError = end == '@' || end == '#' || (end == 'C' && all % 2 == 1 != serverWon);
        return isError ? all - 1 : all;
    }
}
