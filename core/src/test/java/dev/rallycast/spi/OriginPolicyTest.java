package dev.rallycast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTest {
    @ParameterizedTest(name = "page of {0} at {1}: {2}")
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "http://LOCALHOST:8080, LocalHost:8080, true",
        "https://example.com, example.com, true",
        "https://example.com, example.com:443, true",
        "https://example.com:443, example.com, true",
        "http://example.com, example.com:80, true",
        "http://[::1]:8080, [::1]:8080, true",
        "http://example.com, example.com:443, false",
        "http://localhost:8081, localhost:8080, false",
        "https://evil.example, example.com, false",
        "https://example.com.evil.example, example.com, false",
        "https://user@example.com, example.com, false",
        "null, null, false",
        "https://, example.com, false",
    })
    void aPageOfTheSameHostAndPortMayConnect(String origin, String host, boolean expected) {
        OriginPolicy policy = new OriginPolicy(List.of());

        assertThat(policy.allows(Map.of("Origin", List.of(origin), "Host", List.of(host))))
                .isEqualTo(expected);
    }

    @Test
    void aClientWithoutOriginMayConnect() {
        assertThat(new OriginPolicy(List.of()).allows(Map.of("Host", List.of("example.com"))))
                .isTrue();
    }

    @Test
    void twoOriginsAreRefused() {
        Map<String, List<String>> headers = Map.of("Origin", List.of("https://a.example", "https://b.example"));

        assertThat(new OriginPolicy(List.of("https://a.example", "https://b.example")).allows(headers))
                .isFalse();
    }

    @Test
    void aStarAllowsEveryPage() {
        assertThat(new OriginPolicy(List.of("*")).allows(Map.of("Origin", List.of("null"))))
                .isTrue();
    }
}
