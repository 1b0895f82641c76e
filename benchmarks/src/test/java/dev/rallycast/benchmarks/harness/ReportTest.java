package dev.rallycast.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Paired PAIRED = new Paired(
            new double[] {300, 200}, new double[] {100, 200}, new double[] {100, 200}, new double[] {50, 60});

    @Test
    void aRowHasTheFigureItsLimitsAndWhatItReached() {
        Report report = new Report("Speed", "All ratios.", "best");
        report.condition("CPU", "abacus");
        report.add(Row.of("B1", "seek", "raw read", Limits.atMost(2, 1.25, 0.25), PAIRED));
        report.note("done");

        assertThat(report.markdown().lines())
                .contains(
                        "- CPU: abacus",
                        "| B1 | seek | raw read | **2.00x** | <= 2x | <= 1.25x | <= 0.25x | gate reached, goal missed"
                                + " | 200 ns : 100 ns | medians 1.50x, pairs 1.00x to 3.00x, CPU 2.00x |",
                        "- done");
    }

    @Test
    void aRowThatShouldBeGreatSaysHowMuchCheaperOursIs() {
        assertThat(Row.of("B8", "open", "rebuild", Limits.atLeast(0.3, 1, null), PAIRED))
                .returns(0.5, Row::value)
                .returns("medians 0.67x, pairs 0.33x to 1.00x, CPU 0.50x", Row::spread);
    }

    @Test
    void rowsAreInTheOrderOfTheGoals() {
        Report report = new Report("Speed", "All ratios.", "best");
        for (String id : new String[] {"open", "B10", "B2", "B1"}) {
            report.add(Row.of(id, "q", "p", Limits.atMost(1, 1, null), PAIRED));
        }

        assertThat(report.markdown().lines().filter(line -> line.contains("| q |")))
                .extracting(line -> line.substring(2, line.indexOf(" | q |")))
                .containsExactly("B1", "B2", "B10", "open");
    }

    @Test
    void whatWasNotMeasuredSaysWhy() {
        Report report = new Report("Speed", "All ratios.", "best");
        report.add(Row.notMeasured("D3", "q", "p", Limits.atMost(1.6, 1.25, null), "no adapter"));

        assertThat(report.markdown().lines())
                .contains("| D3 | q | p | not measured | <= 1.6x | <= 1.25x |  |  |  | no adapter |");
    }

    @Test
    void linesOfOneCaptionAreATableOfTheirOwn() {
        Report report = new Report("Speed", "All ratios.", "best");
        report.addTo("Also:", List.of("a", "b"), List.of("1", "2"));
        report.addTo("Also:", List.of("a", "b"), List.of("3", "4"));

        assertThat(report.markdown())
                .startsWith("# Speed\n\n")
                .endsWith("\nAlso:\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n");
    }
}
