package dev.rallycast.protocol.json;

import dev.rallycast.protocol.ErrorCode;
import java.util.List;
import java.util.Map;

/** A JSON value as it was written: numbers keep their text, so that none passes through a {@code double}. */
sealed interface JsonValue {
    /** A string. */
    record Text(String value) implements JsonValue {}

    /** A number; {@code integer} if it was written without a point and an exponent. */
    record Numeral(String text, boolean integer) implements JsonValue {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements JsonValue {}

    /** {@code null}. */
    record Null() implements JsonValue {}

    /** An array. */
    record Array(List<JsonValue> items) implements JsonValue {}

    /** An object. */
    record Obj(Map<String, JsonValue> fields) implements JsonValue {}

    /** The value in a few characters, for the message of {@link ErrorCode#BAD_REQUEST}. */
    default String brief() {
        if (this instanceof Text text) {
            return '"' + cut(text.value) + '"';
        } else if (this instanceof Numeral number) {
            return number.text;
        } else if (this instanceof Bool bool) {
            return Boolean.toString(bool.value);
        } else if (this instanceof Array) {
            return "an array";
        } else if (this instanceof Obj) {
            return "an object";
        }
        return "null";
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= 64
                ? text
                : text.substring(0, text.offsetByCodePoints(0, 64)) + "…";
    }
}
