package dev.rallycast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.testkit.FakeClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/metrics.md} is what is registered. */
class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/metrics.md");

    @Test
    void theTableNamesEveryMeterWithItsKindAndTags() throws IOException {
        Monitored rig = new Monitored();
        // A conversation in which everything happens: a stall, a gap, lag, an end.
        FakeClient ann = rig.join("ann", "pvai");
        ann.stopReading();
        rig.millis(25_500);
        ann.goOnReading();
        rig.millis(0);
        ann.stopReading();
        rig.millis(100_000);
        ann.goOnReading();
        rig.millis(0);
        rig.metrics.stalled(rig.manager.schedulers().iterator().next(), Duration.ofSeconds(3));
        ann.request("stop");

        Map<String, String> registered = new TreeMap<>();
        for (Meter meter : rig.registry.getMeters()) {
            registered.put(meter.getId().getName(), kind(meter) + " " + tags(meter));
        }
        // Buckets of timers are no meters of their own.
        registered.keySet().removeIf(name -> name.endsWith(".histogram"));
        assertThat(documented()).isEqualTo(registered);
    }

    private static String kind(Meter meter) {
        return switch (meter.getId().getType()) {
            case DISTRIBUTION_SUMMARY -> "summary, " + meter.getId().getBaseUnit();
            case GAUGE ->
                meter.getId().getBaseUnit() == null
                        ? "gauge"
                        : "gauge, " + meter.getId().getBaseUnit();
            case COUNTER -> "counter";
            case TIMER -> "timer";
            case LONG_TASK_TIMER, OTHER -> "other";
        };
    }

    private static Set<String> tags(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| `(rallycast[.a-z]+)` \\| ([a-z, ]+) \\| ([^|]*) ?\\|", Pattern.MULTILINE)
                .matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            Set<String> tags = new TreeSet<>();
            Matcher tag = Pattern.compile("`([a-z]+)`").matcher(row.group(3));
            while (tag.find()) {
                tags.add(tag.group(1));
            }
            rows.put(row.group(1), row.group(2).strip() + " " + tags);
        }
        return rows;
    }
}
