package dev.rallycast.model;

import java.text.Normalizer;

/** The rule for game ids: 1 to 128 code points in Unicode normalisation form C, none of them a control character. */
public final class GameIds {
    /** The greatest number of code points in a game id. */
    public static final int MAX_CODE_POINTS = 128;

    private GameIds() {}

    /** Whether {@code id} keeps the rule. Unpaired surrogates do not. */
    public static boolean isValid(String id) {
        // Checked first so that a hostile id of megabytes costs nothing.
        if (id.isEmpty() || id.length() > 2 * MAX_CODE_POINTS) {
            return false;
        }
        return id.codePointCount(0, id.length()) <= MAX_CODE_POINTS
                && id.codePoints().noneMatch(GameIds::isForbidden)
                && Normalizer.isNormalized(id, Normalizer.Form.NFC);
    }

    /**
     * Returns {@code id} if it keeps the rule.
     *
     * @throws InvalidGameIdException if it does not
     */
    public static String require(String id) {
        if (!isValid(id)) {
            throw new InvalidGameIdException("game id " + printable(id) + " is not valid: expected 1 to "
                    + MAX_CODE_POINTS + " NFC code points without control characters");
        }
        return id;
    }

    private static boolean isForbidden(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static String printable(String id) {
        StringBuilder out = new StringBuilder("\"");
        id.codePoints().limit(64).forEach(c -> {
            if (isForbidden(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append(id.codePointCount(0, id.length()) > 64 ? "…\"" : "\"").toString();
    }
}
