package dev.rallycast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {
    @Test
    void parametersAreDecodedAndKeepTheirOrder() {
        assertThat(QueryString.parse("user=J%C3%BCrgen+K&x=1&x=2&flag&=empty&a=b=c&&"))
                .isEqualTo(Map.of(
                        "user", List.of("Jürgen K"),
                        "x", List.of("1", "2"),
                        "flag", List.of(""),
                        "", List.of("empty"),
                        "a", List.of("b=c")));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void noQueryHasNoParameters(String query) {
        assertThat(QueryString.parse(query)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=%zz", "user=%", "user=%4", "%g0=1"})
    void aBrokenEscapeIsRefused(String query) {
        assertThatThrownBy(() -> QueryString.parse(query)).isInstanceOf(IllegalArgumentException.class);
    }
}
