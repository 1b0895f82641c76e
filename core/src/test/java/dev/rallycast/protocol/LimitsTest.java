package dev.rallycast.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
    static Stream<Arguments> numbers() {
        return Stream.of(
                number("maxMessageBytes", Limits.Builder::maxMessageBytes),
                number("maxDepth", Limits.Builder::maxDepth),
                number("maxLagMessages", Limits.Builder::maxLagMessages),
                number("maxLagBytes", Limits.Builder::maxLagBytes),
                number("maxTrackBacklog", Limits.Builder::maxTrackBacklog),
                number("maxPendingReplies", Limits.Builder::maxPendingReplies),
                number("maxCatchUp", Limits.Builder::maxCatchUp),
                number("maxRecent", Limits.Builder::maxRecent),
                number("heartbeat", (b, v) -> b.heartbeat(Duration.ofSeconds(v))),
                number("ping", (b, v) -> b.ping(Duration.ofSeconds(v))),
                number("pong", (b, v) -> b.pong(Duration.ofSeconds(v))),
                number("sendTimeout", (b, v) -> b.sendTimeout(Duration.ofSeconds(v))),
                number("firstMessage", (b, v) -> b.firstMessage(Duration.ofSeconds(v))),
                number("reconnectWithin", (b, v) -> b.reconnectWithin(Duration.ofSeconds(v))),
                number("maxConnections", Limits.Builder::maxConnections),
                number("maxConnectionsPerUser", Limits.Builder::maxConnectionsPerUser),
                number("maxSessionsPerGame", Limits.Builder::maxSessionsPerGame));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void everyLimitIsAboveZero(String name, BiFunction<Limits.Builder, Integer, Limits.Builder> set) {
        for (int bad : new int[] {0, -1}) {
            Limits.Builder builder = set.apply(Limits.builder(), bad);
            assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith(name + " is ");
        }
        assertThat(set.apply(Limits.builder(), 57).build().toString())
                .contains("57")
                .contains(name);
    }

    @Test
    void thereIsADepthThatNoHostMayAllow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.builder().maxDepth(Limits.DEEPEST + 1).build())
                .withMessage("maxDepth is 501: expected at most 500");
        assertThat(Limits.builder().maxDepth(Limits.DEEPEST).build().maxDepth()).isEqualTo(Limits.DEEPEST);
    }

    static Stream<Arguments> times() {
        return Stream.of(
                time("heartbeat", Limits.Builder::heartbeat, Limits::heartbeat),
                time("ping", Limits.Builder::ping, Limits::ping),
                time("pong", Limits.Builder::pong, Limits::pong),
                time("sendTimeout", Limits.Builder::sendTimeout, Limits::sendTimeout),
                time("firstMessage", Limits.Builder::firstMessage, Limits::firstMessage),
                time("reconnectWithin", Limits.Builder::reconnectWithin, Limits::reconnectWithin));
    }

    @ParameterizedTest
    @MethodSource("times")
    void aTimeOfMoreThanACenturyIsACentury(
            String name, BiFunction<Limits.Builder, Duration, Limits.Builder> set, Function<Limits, Duration> get) {
        Duration century = Duration.ofDays(36_500);
        for (Duration kept : List.of(Duration.ofMillis(1), century.minusNanos(1), century)) {
            assertThat(get.apply(set.apply(Limits.builder(), kept).build()))
                    .as(name)
                    .isEqualTo(kept);
        }
        for (Duration never :
                List.of(century.plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE), ChronoUnit.FOREVER.getDuration())) {
            assertThat(get.apply(set.apply(Limits.builder(), never).build()))
                    .as(name)
                    .isEqualTo(century);
        }
    }

    @ParameterizedTest
    @MethodSource("times")
    void aTimeThatRoundsToNoMillisecondIsRefused(
            String name, BiFunction<Limits.Builder, Duration, Limits.Builder> set, Function<Limits, Duration> get) {
        for (Duration bad : List.of(Duration.ofNanos(999_999), Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
            Limits.Builder builder = set.apply(Limits.builder(), bad);
            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessage(name + " is " + bad + ": expected at least 1 ms");
        }
    }

    @Test
    void ratesAreAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.builder().playerRate(0, 1))
                .withMessage("perSecond is 0: expected above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.builder().spectatorRate(1, 0))
                .withMessage("burst is 0: expected above 0");
    }

    private static Arguments time(
            String name, BiFunction<Limits.Builder, Duration, Limits.Builder> set, Function<Limits, Duration> get) {
        return arguments(name, set, get);
    }

    private static Arguments number(String name, BiFunction<Limits.Builder, Integer, Limits.Builder> set) {
        return arguments(name, set);
    }
}
