package dev.rallycast.sports.tennis.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rallycast.sports.tennis.mcp.RallyCode.Kind;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RallyCodeTest {
    private static ChartedShot shot(char type, int direction, int depth) {
        return new ChartedShot(type, direction, depth, false, false);
    }

    private static RallyCode rally(int direction, char end, char error, ChartedShot... shots) {
        return new RallyCode(Kind.RALLY, 0, direction, end, error, List.of(shots));
    }

    @Test
    void serveThatFailsIsAFault() throws RallyCodeException {
        assertThat(RallyCode.parse("4n")).isEqualTo(new RallyCode(Kind.FAULT, 0, 4, RallyCode.NONE, 'n', List.of()));
    }

    @Test
    void rallyIsReadShotByShot() throws RallyCodeException {
        RallyCode code = RallyCode.parse("6b19f3b2b1n@");

        assertThat(code)
                .isEqualTo(rally(6, '@', 'n', shot('b', 1, 9), shot('f', 3, 0), shot('b', 2, 0), shot('b', 1, 0)));
        assertThat(code.serverWon()).isFalse();
        assertThat(code.rally(false)).isEqualTo(4);
    }

    @Test
    void modifiersMayStandBeforeAndAfterTheDirection() throws RallyCodeException {
        assertThat(RallyCode.parse("cc5+s=3;8v-1^o-+*"))
                .isEqualTo(new RallyCode(
                        Kind.RALLY,
                        2,
                        5,
                        '*',
                        RallyCode.NONE,
                        List.of(
                                shot('s', 3, 8),
                                new ChartedShot('v', 1, 0, false, true),
                                new ChartedShot('o', 0, 0, true, true))));
    }

    @ParameterizedTest
    @CsvSource({
        "6*, true, 1",
        "6#, true, 1",
        "6C, true, 1",
        "4f*, false, 2",
        "4f1@, true, 1",
        "4f1d#, true, 1",
        "4f28f+3*, true, 3",
        "6f28f1f1f1f2b1f2b+3b1v1f3w#, true, 11",
        "4f28z3b3z1*, true, 5"
    })
    void lastShotTellsWhoWonAndHowLongTheRallyWas(String text, boolean serverWon, int rally) throws RallyCodeException {
        RallyCode code = RallyCode.parse(text);

        assertThat(code.serverWon()).isEqualTo(serverWon);
        assertThat(code.rally(serverWon)).isEqualTo(rally);
    }

    @Test
    void strikerWhoStoppedForAChallengeLosesUnlessItIsKnownOtherwise() throws RallyCodeException {
        RallyCode code = RallyCode.parse("4f2b1C");

        assertThat(code.serverWon()).isFalse();
        assertThat(code.rally(false)).isEqualTo(2);
        assertThat(code.rally(true)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "S, SERVER_WON_UNSEEN",
        "R, RETURNER_WON_UNSEEN",
        "P, PENALTY_OF_SERVER",
        "Q, PENALTY_OF_RETURNER",
        "V, TIME_VIOLATION"
    })
    void specialCodesStandAlone(String text, Kind kind) throws RallyCodeException {
        assertThat(RallyCode.parse(text)).isEqualTo(RallyCode.special(kind));
        assertThat(refusal(text + "*").position()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "Q"})
    void unseenAndPenaltiesOfTheReturnerAreTheServers(String text) throws RallyCodeException {
        assertThat(RallyCode.parse(text).serverWon()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"R", "P"})
    void unseenAndPenaltiesOfTheServerAreTheReturners(String text) throws RallyCodeException {
        assertThat(RallyCode.parse(text).serverWon()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''       | 1  | found the end, expected the direction of a serve",
                "7*       | 1  | found \"7\", expected the direction of a serve",
                "c        | 2  | found the end, expected the direction of a serve",
                "4        | 2  | found the end, expected a fault, an end of the serve",
                "4@       | 2  | found \"@\", expected a fault",
                "4n@      | 3  | found \"@\", expected the end of the code",
                "4nn      | 3  | found \"n\", expected the end of the code",
                "4f1f2    | 6  | found the end, expected another shot, or the end of the rally",
                "4f1n     | 5  | found the end, expected @ or # after the error \"n\"",
                "4f1nf2*  | 5  | found \"f\", expected @ or # after the error",
                "4f1*f2   | 5  | found \"f\", expected the end of the code",
                "4f1@@    | 5  | found \"@\", expected the end of the code",
                "4f17f27* | 7  | found \"7\", expected another shot, or the end of the rally",
                "4f5*     | 3  | found \"5\", expected another shot, or the end of the rally",
                "4a1*     | 2  | found \"a\", expected a fault",
                "4f1 *    | 4  | found \" \", expected another shot"
            })
    void malformedCodeNamesTheCharacter(String text, int position, String problem) {
        RallyCodeException refusal = refusal(text);

        assertThat(refusal.position()).isEqualTo(position);
        assertThat(refusal)
                .hasMessageStartingWith("rally code \"" + text + "\", character " + position + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void winnerMatchesTheParityOfTheRallyInValidCodes() throws RallyCodeException {
        for (long seed = 0; seed < 3_000; seed++) {
            String text = valid(new SplittableRandom(seed));
            RallyCode code;
            try {
                code = RallyCode.parse(text);
            } catch (RallyCodeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            if (code.kind() == Kind.RALLY) {
                boolean odd = code.rally(code.serverWon()) % 2 == 1;
                assertThat(odd).as("seed %d: %s", seed, text).isEqualTo(code.serverWon());
            }
        }
    }

    @Test
    void codeWithAForeignCharacterIsRefusedThere() {
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String text = valid(random);
            int at = random.nextInt(text.length() + 1);
            String broken = text.substring(0, at) + pick("aX, $\u00e9", random) + text.substring(at);
            assertThat(refusal(broken).position())
                    .as("seed %d: %s", seed, broken)
                    .isEqualTo(at + 1);
        }
    }

    @Test
    void codeThatIsCutOffIsRefusedAtItsEnd() {
        for (long seed = 0; seed < 3_000; seed++) {
            String text = valid(new SplittableRandom(seed));
            String cut = text.substring(0, text.length() - 1);
            assertThat(refusal(cut).position()).as("seed %d: %s", seed, cut).isEqualTo(cut.length() + 1);
        }
    }

    private static RallyCodeException refusal(String text) {
        return Objects.requireNonNull(
                catchThrowableOfType(RallyCodeException.class, () -> RallyCode.parse(text)), text);
    }

    /** A random code by the grammar. */
    private static String valid(RandomGenerator random) {
        if (random.nextInt(20) == 0) {
            return pick("SRPQV", random);
        }
        StringBuilder out = new StringBuilder("c".repeat(random.nextInt(10) == 0 ? random.nextInt(4) : 0))
                .append(pick("4560", random))
                .append(maybe("+", 10, random));
        int form = random.nextInt(10);
        if (form < 3) {
            return out.append(pick(form == 0 ? "nwdxge!" : "*#C", random)).toString();
        }
        int shots = 1 + random.nextInt(30);
        for (int i = 0; i < shots; i++) {
            out.append(pick("fbrsvzopuylmhijktq", random))
                    .append(maybe("+-=;^", 5, random))
                    .append(maybe("1230", 1, random))
                    .append(maybe("+-=;^", 10, random))
                    .append(i == 0 && Character.isDigit(out.charAt(out.length() - 1)) ? maybe("7890", 1, random) : "");
        }
        return out.append(maybe("nwdxe!", 2, random))
                .append(pick("*@#C", random))
                .toString();
    }

    private static String pick(String set, RandomGenerator random) {
        return String.valueOf(set.charAt(random.nextInt(set.length())));
    }

    private static String maybe(String set, int oneIn, RandomGenerator random) {
        return random.nextInt(oneIn) == 0 ? pick(set, random) : "";
    }
}
