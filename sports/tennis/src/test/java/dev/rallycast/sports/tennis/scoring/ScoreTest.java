package dev.rallycast.sports.tennis.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {
    private static final MatchFormat ADVANTAGE_FINAL =
            MatchFormat.slam(GrandSlam.WIMBLEDON, 2010, Discipline.MENS_SINGLES);

    /** Plays points, a digit each: who wins. */
    private static Score play(Score score, String winners) {
        Score now = score;
        for (int i = 0; i < winners.length(); i++) {
            now = now.point(winners.charAt(i) - '0');
        }
        return now;
    }

    /** Plays games to love, a digit each: who wins. */
    private static Score games(Score score, String winners) {
        Score now = score;
        for (int i = 0; i < winners.length(); i++) {
            now = play(now, winners.substring(i, i + 1).repeat(4));
        }
        return now;
    }

    private static Score start(MatchFormat format) {
        return Score.start(format).withServer(1);
    }

    /** One set all, at the beginning of the third. */
    private static Score oneAll(MatchFormat format) {
        return games(start(format), "111111222222");
    }

    @ParameterizedTest
    @CsvSource({
        "'',0,0",
        "1,15,0",
        "11,30,0",
        "111,40,0",
        "12,15,15",
        "1122,30,30",
        "112212,40,40",
        "1122121,AD,40",
        "1122122,40,AD",
        "11221212,40,40",
        "11221221,40,40",
        "112212121,AD,40",
        "2,0,15",
        "222,0,40",
        "1111,0,0"
    })
    void pointsAreCalled(String points, String label1, String label2) {
        Score score = play(start(MatchFormat.BEST_OF_3), points);

        assertThat(List.of(score.label(1), score.label(2))).containsExactly(label1, label2);
    }

    @ParameterizedTest
    @CsvSource({
        "1111,1,0",
        "2222,0,1",
        "112211,1,0",
        "12121211,1,0",
        "12121222,0,1",
        "1212121211,1,0",
        "121212,0,0",
        "1212121,0,0"
    })
    void gameIsWonByTwoPoints(String points, int games1, int games2) {
        Score score = play(start(MatchFormat.BEST_OF_3), points);

        assertThat(List.of(score.games1(), score.games2())).containsExactly(games1, games2);
        assertThat(score.isGameStart()).isEqualTo(games1 + games2 > 0);
    }

    @Test
    void secondDeuceEqualsTheFirst() {
        Score deuce = play(start(MatchFormat.BEST_OF_3), "111222");

        assertThat(play(deuce, "12")).isEqualTo(deuce);
        assertThat(play(deuce, "2121")).isEqualTo(deuce);
    }

    @Test
    void noAdGameIsDecidedAtFortyAll() {
        MatchFormat noAd = new MatchFormat(3, SetFormat.TIE_BREAK, SetFormat.TIE_BREAK, true);
        Score deuce = play(start(noAd), "111222");

        assertThat(List.of(deuce.label(1), deuce.label(2))).containsExactly("40", "40");
        assertThat(deuce.isBreakPoint()).isTrue();
        assertThat(deuce.point(1).games(1)).isEqualTo(1);
        assertThat(deuce.point(2).games(2)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"111111,6,0", "2122222,1,6", "11112222,4,4", "121212121211,7,5", "1212121212,5,5", "12121212122,5,6"})
    void setIsWonByTwoGames(String games, int games1, int games2) {
        Score score = games(start(MatchFormat.BEST_OF_3), games);
        boolean over = Math.max(games1, games2) >= 6 && Math.abs(games1 - games2) >= 2;

        if (over) {
            assertThat(score.completedSets()).containsExactly(new SetScore(games1, games2, 0, 0));
            assertThat(score.isSetStart()).isTrue();
            assertThat(score.setsWon(games1 > games2 ? 1 : 2)).isEqualTo(1);
        } else {
            assertThat(score.completedSets()).isEmpty();
            assertThat(List.of(score.games1(), score.games2())).containsExactly(games1, games2);
        }
    }

    @ParameterizedTest
    @CsvSource({"1111111,7,0", "111111222222121211,10,8", "2222222,0,7", "12121212121211,8,6", "1112222222,3,7"})
    void tieBreakIsWonByTwoPoints(String points, int points1, int points2) {
        Score sixAll = games(start(MatchFormat.BEST_OF_3), "121212121212");
        assertThat(sixAll.isTieBreak()).isTrue();
        assertThat(sixAll.gameNumber()).isEqualTo(13);

        Score before = play(sixAll, points.substring(0, points.length() - 1));
        assertThat(before.completedSets()).isEmpty();
        Score after = play(sixAll, points);

        boolean first = points1 > points2;
        assertThat(after.completedSets()).containsExactly(new SetScore(first ? 7 : 6, first ? 6 : 7, points1, points2));
        assertThat(after.completedSets().get(0).hasTieBreak()).isTrue();
    }

    @Test
    void pointsAreCountedInATieBreak() {
        Score score = play(games(start(MatchFormat.BEST_OF_3), "121212121212"), "1121");

        assertThat(List.of(score.label(1), score.label(2))).containsExactly("3", "1");
    }

    @Test
    void serveRotatesInATieBreakAndItsFirstServerReceivesNext() {
        Score score = games(start(MatchFormat.BEST_OF_3), "121212121212");
        List<Integer> servers = new ArrayList<>();
        for (char winner : "12121212121211".toCharArray()) {
            servers.add(score.server());
            score = score.point(winner - '0');
        }

        assertThat(servers).containsExactly(1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2);
        assertThat(score.completedSets()).containsExactly(new SetScore(7, 6, 8, 6));
        assertThat(score.server()).isEqualTo(2);
    }

    @Test
    void serveAlternatesFromSetToSet() {
        Score nineGames = games(start(MatchFormat.BEST_OF_3), "111222111");
        assertThat(nineGames.completedSets()).containsExactly(new SetScore(6, 3, 0, 0));
        assertThat(nineGames.server()).isEqualTo(2);

        Score tenGames = games(start(MatchFormat.BEST_OF_3), "1112222111");
        assertThat(tenGames.completedSets()).containsExactly(new SetScore(6, 4, 0, 0));
        assertThat(tenGames.server()).isEqualTo(1);
    }

    @Test
    void serverIsUnknownUntilItIsTold() {
        Score score = play(Score.start(MatchFormat.BEST_OF_3), "11");

        assertThat(score.server()).isZero();
        assertThat(score.isBreakPoint()).isFalse();
        assertThat(score.withServer(2).server()).isEqualTo(2);
        assertThat(games(Score.start(MatchFormat.BEST_OF_3), "1").server()).isZero();
    }

    @Test
    void serverCanBeCorrectedInsideATieBreak() {
        Score second = play(games(start(MatchFormat.BEST_OF_3), "121212121212"), "1");
        assertThat(second.server()).isEqualTo(2);

        Score corrected = second.withServer(1);

        assertThat(corrected.server()).isEqualTo(1);
        assertThat(corrected.point(1).server()).isEqualTo(1);
        assertThat(corrected.point(1).point(1).server()).isEqualTo(2);
    }

    @Test
    void advantageSetGoesOnTo70() {
        Score score = games(start(ADVANTAGE_FINAL), "111111222222111111222222");
        score = games(score, "12".repeat(68));
        assertThat(List.of(score.games1(), score.games2())).containsExactly(68, 68);
        assertThat(score.isTieBreak()).isFalse();

        Score over = games(score, "11");

        assertThat(over.completedSets().get(4)).isEqualTo(new SetScore(70, 68, 0, 0));
        assertThat(over.winner()).isEqualTo(1);
    }

    @Test
    void finalSetMayHaveALaterTieBreak() {
        MatchFormat format = MatchFormat.slam(GrandSlam.WIMBLEDON, 2019, Discipline.WOMENS_SINGLES);
        Score sixAll = games(oneAll(format), "12".repeat(6));
        assertThat(sixAll.isTieBreak()).isFalse();
        Score twelveAll = games(sixAll, "12".repeat(6));
        assertThat(twelveAll.isTieBreak()).isTrue();

        Score over = play(twelveAll, "1111111");

        assertThat(over.completedSets().get(2)).isEqualTo(new SetScore(13, 12, 7, 0));
        assertThat(over.winner()).isEqualTo(1);
    }

    @Test
    void finalSetTieBreakMayGoToTen() {
        MatchFormat format = MatchFormat.slam(GrandSlam.US_OPEN, 2022, Discipline.WOMENS_SINGLES);
        Score firstSet = play(games(start(format), "12".repeat(6)), "1111111");
        assertThat(firstSet.setsWon(1)).isEqualTo(1);

        Score nineLove = play(games(oneAll(format), "12".repeat(6)), "222222222");
        assertThat(nineLove.isOver()).isFalse();
        Score over = nineLove.point(2);

        assertThat(over.completedSets().get(2)).isEqualTo(new SetScore(6, 7, 0, 10));
        assertThat(over.winner()).isEqualTo(2);
    }

    @Test
    void matchTieBreakIsRecordedAsOneLove() {
        MatchFormat format = MatchFormat.slam(GrandSlam.AUSTRALIAN_OPEN, 2020, Discipline.MIXED_DOUBLES);
        Score score = oneAll(format);
        assertThat(score.isTieBreak()).isTrue();
        assertThat(score.server()).isEqualTo(1);
        assertThat(score.point(1).server()).isEqualTo(2);

        Score over = play(score, "12".repeat(9) + "11");

        assertThat(over.completedSets().get(2)).isEqualTo(new SetScore(1, 0, 11, 9));
        assertThat(over.winner()).isEqualTo(1);
    }

    @Test
    void setsToFourHaveTheirTieBreakAtThreeAll() {
        MatchFormat format = MatchFormat.parse("best of 3, sets to 4, tie-break to 7 at 3-3, no-ad");

        assertThat(games(start(format), "1111").setsWon(1)).isEqualTo(1);
        Score threeAll = games(start(format), "121212");
        assertThat(threeAll.isTieBreak()).isTrue();
        assertThat(play(threeAll, "2222222").completedSets()).containsExactly(new SetScore(3, 4, 0, 7));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,2", "5,3"})
    void matchIsWonByMoreThanHalfOfTheSets(int bestOf, int sets) {
        MatchFormat format = new MatchFormat(bestOf, SetFormat.TIE_BREAK, SetFormat.TIE_BREAK, false);
        Score before = games(start(format), "222222".repeat(sets - 1) + "22222");
        assertThat(before.isOver()).isFalse();

        Score over = games(before, "2");

        assertThat(over.winner()).isEqualTo(2);
        assertThat(over.setsWon(2)).isEqualTo(sets);
        assertThat(over.server()).isZero();
        assertThat(over.isTieBreak()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> over.point(1)).withMessageContaining("over");
        assertThatIllegalStateException().isThrownBy(() -> over.retire(1)).withMessageContaining("over");
    }

    @Test
    void retirementLeavesTheScoreAsItStands() {
        Score score = play(games(oneAll(MatchFormat.BEST_OF_3), "11"), "12");

        Score over = score.retire(1);

        assertThat(over.winner()).isEqualTo(2);
        assertThat(over.retired()).isEqualTo(1);
        assertThat(over.server()).isZero();
        assertThat(over.games1()).isEqualTo(2);
        assertThat(List.of(over.label(1), over.label(2))).containsExactly("15", "15");
    }

    @Test
    void retirementInATieBreakKeepsItsCount() {
        Score over = play(games(start(MatchFormat.BEST_OF_3), "12".repeat(6)), "11111")
                .retire(2);

        assertThat(over.isTieBreak()).isTrue();
        assertThat(over.label(1)).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({
        "222,true",
        "2221,true",
        "1222,true",
        "111222,false",
        "1112222,true",
        "1112221,false",
        "22,false",
        "111,false"
    })
    void breakPointIsAPointThatWinsTheGameForTheReceiver(String points, boolean breakPoint) {
        assertThat(play(start(MatchFormat.BEST_OF_3), points).isBreakPoint()).isEqualTo(breakPoint);
    }

    @Test
    void sidesAreOneAndTwo() {
        Score score = start(MatchFormat.BEST_OF_3);

        assertThatIllegalArgumentException().isThrownBy(() -> score.point(0)).withMessageContaining("side 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> score.withServer(3))
                .withMessageContaining("side 3");
        assertThatIllegalArgumentException().isThrownBy(() -> score.retire(0)).withMessageContaining("side 0");
    }
}
