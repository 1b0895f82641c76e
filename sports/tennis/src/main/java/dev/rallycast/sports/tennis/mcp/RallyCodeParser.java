package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.mcp.RallyCode.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one rally code by the grammar in {@link RallyCode}. */
final class RallyCodeParser {
    private static final String TYPES = ChartedShot.FOREHANDS + ChartedShot.BACKHANDS + "tq";
    private static final String FAULTS = "nwdxge!";
    private static final String ERRORS = "nwdxe!";
    private static final String ENDS = "*@#C";
    private static final String SERVE_ENDS = "*#C";
    private static final String MODIFIERS = "+-=;^";

    /** What {@link #peek} gives at the end; in none of the sets above. */
    private static final char NOTHING = '\0';

    private final String text;
    private int at;

    RallyCodeParser(String text) {
        this.text = text;
    }

    RallyCode parse() throws RallyCodeException {
        Kind special = special(peek());
        if (special != null) {
            at++;
            return finish(RallyCode.special(special));
        }
        int lets = 0;
        while (peek() == 'c') {
            at++;
            lets++;
        }
        if (!is("0456")) {
            throw unexpected("the direction of a serve, 4, 5, 6 or 0");
        }
        int direction = take() - '0';
        if (peek() == '+') {
            at++;
        }
        if (is(FAULTS)) {
            return finish(new RallyCode(Kind.FAULT, lets, direction, RallyCode.NONE, take(), List.of()));
        }
        if (is(SERVE_ENDS)) {
            return finish(new RallyCode(Kind.RALLY, lets, direction, take(), RallyCode.NONE, List.of()));
        }
        return rally(lets, direction);
    }

    private static @Nullable Kind special(char letter) {
        return switch (letter) {
            case 'S' -> Kind.SERVER_WON_UNSEEN;
            case 'R' -> Kind.RETURNER_WON_UNSEEN;
            case 'P' -> Kind.PENALTY_OF_SERVER;
            case 'Q' -> Kind.PENALTY_OF_RETURNER;
            case 'V' -> Kind.TIME_VIOLATION;
            default -> null;
        };
    }

    private RallyCode rally(int lets, int direction) throws RallyCodeException {
        if (!is(TYPES)) {
            throw unexpected("a fault, an end of the serve (*, # or C) or a shot");
        }
        List<ChartedShot> shots = new ArrayList<>();
        while (is(TYPES)) {
            shots.add(shot(shots.isEmpty()));
            char error = is(ERRORS) ? take() : RallyCode.NONE;
            if (is(ENDS)) {
                return finish(new RallyCode(Kind.RALLY, lets, direction, take(), error, shots));
            }
            if (error != RallyCode.NONE) {
                throw unexpected("@ or # after the error \"" + error + "\"");
            }
        }
        throw unexpected("another shot, or the end of the rally: *, @, # or C");
    }

    private ChartedShot shot(boolean isReturn) {
        char type = take();
        String modifiers = modifiers();
        int direction = is("0123") ? take() - '0' : 0;
        modifiers += modifiers();
        int depth = isReturn && is("0789") ? take() - '0' : 0;
        modifiers += modifiers();
        return new ChartedShot(type, direction, depth, modifiers.contains("+"), modifiers.contains("-"));
    }

    private String modifiers() {
        int from = at;
        while (is(MODIFIERS)) {
            at++;
        }
        return text.substring(from, at);
    }

    private RallyCode finish(RallyCode code) throws RallyCodeException {
        if (at < text.length()) {
            throw unexpected("the end of the code");
        }
        return code;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : NOTHING;
    }

    private boolean is(String set) {
        return set.indexOf(peek()) >= 0;
    }

    private char take() {
        return text.charAt(at++);
    }

    private RallyCodeException unexpected(String expected) {
        String found = at < text.length() ? "\"" + text.charAt(at) + "\"" : "the end";
        return new RallyCodeException(
                at + 1,
                "rally code \"" + text + "\", character " + (at + 1) + ": found " + found + ", expected " + expected);
    }
}
