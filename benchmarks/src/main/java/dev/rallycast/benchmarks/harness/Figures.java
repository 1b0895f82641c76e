package dev.rallycast.benchmarks.harness;

import java.util.Locale;

/** How numbers are printed. */
public final class Figures {
    private Figures() {}

    /** A ratio: {@code 0.97x}, {@code 12.3x}, {@code 180,000x}. */
    public static String ratio(double value) {
        return number(value) + "x";
    }

    /** Three significant digits, no exponent. */
    public static String number(double value) {
        String form = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 || value == 0 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, form, value);
    }

    /** A limit as it is written in the goals: {@code 1.25}, {@code 20,000}. */
    public static String limit(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }

    /** A time in the unit that suits it. */
    public static String time(double nanos) {
        if (nanos < 1e3) {
            return number(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return number(nanos / 1e3) + " us";
        }
        return nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
    }

    /** A count with separators. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A size in MB of a million bytes. */
    public static String megabytes(long bytes) {
        return number(bytes / 1e6) + " MB";
    }
}
