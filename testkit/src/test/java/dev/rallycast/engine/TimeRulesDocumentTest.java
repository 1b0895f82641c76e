package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Keeps {@code docs/time-rules.md} true: it names every test of this package, and none that does not exist. */
class TimeRulesDocumentTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    private static final List<Class<?>> TESTS = List.of(
            BroadcastTest.class,
            BufferingTest.class,
            ClockOriginTest.class,
            CombinedCommandTest.class,
            ControllersTest.class,
            EndTest.class,
            LiveEdgeTest.class,
            NoDriftTest.class,
            PacingTest.class,
            PauseAndSpeedTest.class,
            RandomPlayTest.class,
            RecordingShapesTest.class,
            SeekTest.class,
            StallPolicyTest.class,
            StallTest.class,
            StartDelayTest.class,
            StepTest.class,
            WatchTest.class,
            WholeMatchTest.class);

    @Test
    void theTableNamesExactlyTheTestsThatThereAre() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = NAMED.matcher(Files.readString(document()));
        while (matcher.find()) {
            named.add(matcher.group(1) + "." + matcher.group(2));
        }
        Set<String> there = new TreeSet<>();
        for (Class<?> test : TESTS) {
            Stream.of(test.getDeclaredMethods())
                    .filter(TimeRulesDocumentTest::isTest)
                    .forEach(method -> there.add(test.getSimpleName() + "." + method.getName()));
        }
        assertThat(there).hasSizeGreaterThan(100);
        assertThat(named).isEqualTo(there);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }

    private static Path document() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve("docs/time-rules.md");
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IllegalStateException(
                "docs/time-rules.md is not above " + Path.of("").toAbsolutePath());
    }
}
