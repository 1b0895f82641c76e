package dev.rallycast.sports.tennis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.sports.tennis.PointTiming.Break;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointTimingTest {
    private static PointDetail detail(Outcome outcome, int serve, int rally) {
        return new PointDetail(outcome, serve, 0, rally, null, 0);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    @Test
    void durationGrowsWithTheRallyAndTheSecondServe() {
        assertThat(seconds(PointTiming.durationNanos(detail(Outcome.ACE, 1, 1))))
                .isEqualTo(1);
        assertThat(seconds(PointTiming.durationNanos(detail(Outcome.WINNER, 1, 11))))
                .isEqualTo(14.5);
        assertThat(seconds(PointTiming.durationNanos(detail(Outcome.WINNER, 2, 11))))
                .isEqualTo(25.5);
        assertThat(seconds(PointTiming.durationNanos(detail(Outcome.DOUBLE_FAULT, 0, 0))))
                .isEqualTo(12);
        assertThat(seconds(PointTiming.durationNanos(PointDetail.NONE))).isEqualTo(5.05);
    }

    @Test
    void gapIsLongerThanThePoint() {
        for (int rally = 0; rally < 100; rally++) {
            PointDetail point = detail(Outcome.UNFORCED_ERROR, 2, rally);
            assertThat(PointTiming.gapNanos(point, Break.WITHIN_GAME))
                    .isGreaterThan(PointTiming.durationNanos(point) + 20_000_000_000L);
        }
        assertThat(seconds(PointTiming.gapNanos(PointDetail.NONE, Break.SET_BREAK)))
                .isEqualTo(160.2);
    }

    @Test
    void breakFollowsFromTheScores() {
        List<Break> breaks = new ArrayList<>();
        Score score = Score.start(MatchFormat.BEST_OF_3).withServer(1);
        // Twelve games to love, then a tie-break of twelve points.
        String winners = "11112222".repeat(6) + "121212111111";
        for (int i = 0; i < winners.length(); i++) {
            Score after = score.point(winners.charAt(i) - '0');
            breaks.add(PointTiming.breakAfter(score, after));
            score = after;
            if (score.setsWon(1) == 1) {
                break;
            }
        }

        assertThat(breaks.get(0)).isEqualTo(Break.WITHIN_GAME);
        assertThat(breaks.get(3)).isEqualTo(Break.FIRST_GAME_OF_SET);
        assertThat(breaks.get(7)).isEqualTo(Break.NEXT_GAME);
        assertThat(breaks.get(11)).isEqualTo(Break.CHANGE_OF_ENDS);
        assertThat(breaks.get(47)).isEqualTo(Break.NEXT_GAME);
        assertThat(breaks.get(48)).isEqualTo(Break.WITHIN_TIE_BREAK);
        assertThat(breaks.get(53)).isEqualTo(Break.TIE_BREAK_CHANGE_OF_ENDS);
        assertThat(breaks.get(breaks.size() - 1)).isEqualTo(Break.SET_BREAK);
    }
}
