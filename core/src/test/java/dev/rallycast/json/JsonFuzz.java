package dev.rallycast.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/** Makes up JSON values, and breaks some. */
final class JsonFuzz {
    private static final String[] TEXTS = {
        "",
        "a",
        "ab",
        "name",
        "seven77",
        "eight888",
        "nine99999",
        "a longer name than most",
        "é",
        "日本",
        "😀",
        "\u007f",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0061",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\u00E9",
        " ",
        "{",
        "[1]",
        ",",
        ":",
        "?"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "12",
        "-120",
        "0.5",
        "1.250",
        "1e5",
        "1E+05",
        "-2.5e-3",
        "123456789012345678901234567890",
        "1e999999"
    };
    private static final String[] SPACES = {"", "", "", "", " ", "\t", "  "};

    /** What often makes a difference. */
    private static final byte[] LIKELY = "\"\"\"\\\\{}[],,::0123456789-+.eEtrufalsn \t\n\r/x\u0001abA".getBytes(UTF_8);

    private JsonFuzz() {}

    /** A value that is valid but for names that may be double. */
    static byte[] value(SplittableRandom random) {
        StringBuilder out = new StringBuilder();
        value(out, random, 0);
        return out.toString().getBytes(UTF_8);
    }

    /** Bytes with so many random changes. */
    static byte[] changed(byte[] bytes, int changes, SplittableRandom random) {
        byte[] result = bytes;
        for (int i = 0; i < changes && result.length > 0; i++) {
            result = changed(result, random);
        }
        return result;
    }

    private static byte[] changed(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(4, bytes.length - at));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> out.write(bytes, at + length, bytes.length - at - length);
            case 1 -> {
                out.write(bytes, at, length);
                out.write(bytes, at, bytes.length - at);
            }
            case 2 -> {
                out.write(LIKELY[random.nextInt(LIKELY.length)]);
                out.write(bytes, at, bytes.length - at);
            }
            case 3 -> {
                out.write(LIKELY[random.nextInt(LIKELY.length)]);
                out.write(bytes, at + 1, bytes.length - at - 1);
            }
            case 4 -> {
                out.write(random.nextInt(256));
                out.write(bytes, at + 1, bytes.length - at - 1);
            }
            default -> {
                // From elsewhere.
                int other = random.nextInt(bytes.length);
                out.write(bytes, other, Math.min(length, bytes.length - other));
                out.write(bytes, at, bytes.length - at);
            }
        }
        return out.toByteArray();
    }

    private static void value(StringBuilder out, SplittableRandom random, int depth) {
        space(out, random);
        int kind = random.nextInt(depth == 0 ? 8 : 10);
        if (kind < 4 && depth < 6) {
            boolean object = random.nextBoolean();
            out.append(object ? '{' : '[');
            space(out, random);
            int members = random.nextInt(5);
            for (int i = 0; i < members; i++) {
                if (object) {
                    string(out.append(i == 0 ? "" : ","), random, 1 + random.nextInt(2));
                    out.append(random.nextInt(4) == 0 ? random.nextInt(5) : i).append('"');
                    space(out, random);
                    out.append(':');
                } else {
                    out.append(i == 0 ? "" : ",");
                }
                value(out, random, depth + 1);
            }
            out.append(object ? '}' : ']');
        } else if (kind < 7) {
            string(out, random, random.nextInt(5));
            out.append('"');
        } else if (kind < 9) {
            out.append(NUMBERS[random.nextInt(NUMBERS.length)]);
        } else {
            out.append(random.nextInt(3) == 0 ? "null" : random.nextBoolean());
        }
        space(out, random);
    }

    /** Without its last quote. */
    private static void string(StringBuilder out, SplittableRandom random, int parts) {
        out.append('"');
        for (int i = 0; i < parts; i++) {
            // Mostly plain ones.
            int plain = random.nextInt(3) == 0 ? TEXTS.length : 8;
            out.append(TEXTS[random.nextInt(plain)]);
        }
    }

    private static void space(StringBuilder out, SplittableRandom random) {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }
}
