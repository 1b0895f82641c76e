package dev.rallycast.sports.tennis.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchFormatTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUSTRALIAN_OPEN | 2018 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6, final set advantage
            AUSTRALIAN_OPEN | 2019 | WOMENS_SINGLES | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            AUSTRALIAN_OPEN | 2022 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            AUSTRALIAN_OPEN | 2018 | MENS_DOUBLES   | best of 3, tie-break to 7 at 6-6
            AUSTRALIAN_OPEN | 2020 | WOMENS_DOUBLES | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            AUSTRALIAN_OPEN | 2018 | MIXED_DOUBLES  | best of 3, tie-break to 7 at 6-6, final set match tie-break to 10, no-ad
            ROLAND_GARROS   | 2021 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6, final set advantage
            ROLAND_GARROS   | 2022 | WOMENS_SINGLES | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            ROLAND_GARROS   | 2021 | MENS_DOUBLES   | best of 3, tie-break to 7 at 6-6
            ROLAND_GARROS   | 2019 | MIXED_DOUBLES  | best of 3, tie-break to 7 at 6-6, final set match tie-break to 10, no-ad
            WIMBLEDON       | 2018 | WOMENS_SINGLES | best of 3, tie-break to 7 at 6-6, final set advantage
            WIMBLEDON       | 2019 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6, final set tie-break to 7 at 12-12
            WIMBLEDON       | 2021 | WOMENS_SINGLES | best of 3, tie-break to 7 at 6-6, final set tie-break to 7 at 12-12
            WIMBLEDON       | 2022 | MENS_DOUBLES   | best of 5, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            WIMBLEDON       | 2023 | MENS_DOUBLES   | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            WIMBLEDON       | 2019 | WOMENS_DOUBLES | best of 3, tie-break to 7 at 6-6, final set tie-break to 7 at 12-12
            WIMBLEDON       | 2023 | MIXED_DOUBLES  | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            US_OPEN         | 2012 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6
            US_OPEN         | 2021 | WOMENS_SINGLES | best of 3, tie-break to 7 at 6-6
            US_OPEN         | 2022 | MENS_SINGLES   | best of 5, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6
            US_OPEN         | 2021 | MENS_DOUBLES   | best of 3, tie-break to 7 at 6-6
            US_OPEN         | 2024 | MIXED_DOUBLES  | best of 3, tie-break to 7 at 6-6, final set match tie-break to 10, no-ad
            """)
    void slamFormatIsTheRuleOfItsYear(GrandSlam slam, int year, Discipline discipline, String text) {
        MatchFormat format = MatchFormat.slam(slam, year, discipline);

        assertThat(format.text()).isEqualTo(text);
        assertThat(MatchFormat.parse(text)).isEqualTo(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "best of 1, advantage sets",
                "best of 5, advantage sets, no-ad",
                "best of 3, sets to 4, tie-break to 7 at 3-3, no-ad",
                "best of 3, sets to 4, tie-break to 7 at 3-3, final set match tie-break to 10",
                "best of 3, advantage sets, final set tie-break to 7 at 12-12",
                "best of 3, sets to 8, tie-break to 7 at 8-8"
            })
    void textFormParsesBack(String text) {
        assertThat(MatchFormat.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "best of 3",
                "best of 2, advantage sets",
                "best of 3, tie-break to 7 at 6-5",
                "best of 3, tie-break to 0 at 6-6",
                "best of 3, tie-break to 7 at 2-2",
                "best of 3, tie-break to 07 at 6-6",
                "best of 3, tie-break to 7 at 6-6, final set tie-break to 7 at 6-6",
                "best of 3, tie-break to 7 at 6-6, no-ad, no-ad",
                "best of 3, tie-break to 7 at 6-6, extra",
                "best of 3, match tie-break to 10",
                "best of 3, sets to 99999999999, advantage sets",
                "best of 3,tie-break to 7 at 6-6",
                "Best of 3, advantage sets"
            })
    void unknownTextIsRefused(String text) {
        assertThat(MatchFormat.tryParse(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchFormat.parse(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining("expected");
    }

    @Test
    void hugeTextIsRefused() {
        assertThat(MatchFormat.tryParse("best of 3, ".repeat(10_000))).isEmpty();
    }

    @Test
    void impossibleFormatsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MatchFormat(4, SetFormat.TIE_BREAK, SetFormat.TIE_BREAK, false))
                .withMessageContaining("best of 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MatchFormat(1, SetFormat.TIE_BREAK, SetFormat.ADVANTAGE, false))
                .withMessageContaining("best of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SetFormat(6, 4, 7))
                .withMessageContaining("tie-break at 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SetFormat(6, SetFormat.NEVER, 7))
                .withMessageContaining("advantage set");
    }
}
