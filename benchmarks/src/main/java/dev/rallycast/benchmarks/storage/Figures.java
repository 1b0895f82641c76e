package dev.rallycast.benchmarks.storage;

import java.util.Locale;

/** How numbers are printed. */
final class Figures {
    private Figures() {}

    /** A ratio: {@code 0.97x}, {@code 12.3x}, {@code 180,000x}. */
    static String ratio(double value) {
        return number(value) + "x";
    }

    /** Three significant digits, no exponent. */
    static String number(double value) {
        String form = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 || value == 0 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, form, value);
    }

    /** A limit as it is written in the goals: {@code 1.25}, {@code 20,000}. */
    static String limit(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }

    /** A time in the unit that suits it. */
    static String time(double nanos) {
        if (nanos < 1e3) {
            return number(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return number(nanos / 1e3) + " us";
        }
        return nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
    }

    /** A count with separators. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A size in MB of a million bytes. */
    static String megabytes(long bytes) {
        return number(bytes / 1e6) + " MB";
    }
}
