package dev.rallycast.benchmarks.redis;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.Game;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** R3: what a node with a playing shared playback asks of Redis, however many watch it and however much happens in it. */
final class CommandRows {
    /** Short ones, so that a window counts many commands; with the defaults there are a tenth of them. */
    private static final Duration LEASE = Duration.ofSeconds(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** How long a recording goes on behind the window. */
    private static final int SLACK_SECONDS = 120;

    private static final String CAPTION = "Commands a second of one node, with a lease of " + LEASE.toMillis()
            + " ms and a look every " + LOOK_EVERY.toMillis() + " ms (R3):";

    private static final String STATISTICS = "cmdstat_";

    private final Ticker ticker;
    private final Report report;
    private final Progress progress;

    CommandRows(Ticker ticker, Report report, Progress progress) {
        this.ticker = ticker;
        this.report = report;
        this.progress = progress;
    }

    /** What one case counted. */
    private record Count(double perSecond, long commands) {}

    void measure(RedisURI uri, String prefix, Sizes sizes) throws IOException {
        Count one = count(uri, prefix + "-one", 1, 1, sizes);
        Count viewers = count(uri, prefix + "-viewers", sizes.viewers(), 1, sizes);
        Count events = count(uri, prefix + "-events", 1, 100, sizes);
        add(Figures.count(sizes.viewers()) + " viewers", "1 viewer", viewers, one);
        add("a recording of 100 events a second", "1 event a second", events, one);
    }

    private void add(String many, String few, Count ofMany, Count ofFew) {
        report.add(new Row(
                "R3",
                "commands that a node sends for a playback with " + many,
                "with " + few,
                ofMany.perSecond() / ofFew.perSecond(),
                Limits.atMost(1.1, 1.05, null),
                Figures.number(ofMany.perSecond()) + " : " + Figures.number(ofFew.perSecond()) + " a second",
                "counted " + Figures.count(ofMany.commands()) + " and " + Figures.count(ofFew.commands())));
    }

    private Count count(RedisURI uri, String prefix, int viewers, int eventsPerSecond, Sizes sizes) throws IOException {
        String name = Figures.count(viewers) + (viewers == 1 ? " viewer, " : " viewers, ") + eventsPerSecond
                + (eventsPerSecond == 1 ? " event" : " events") + " a second";
        progress.step("R3: " + name);
        InMemoryGameStorage recordings = new InMemoryGameStorage();
        int events = (sizes.windowMillis() / 1_000 + SLACK_SECONDS) * eventsPerSecond;
        recordings.record(
                Game.of(Node.GAME, "tennis"),
                Events.evenly(events, 0, TimeUnit.SECONDS.toNanos(1) / eventsPerSecond, Events.payload(200)));
        LongAdder delivered = new LongAdder();
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> bare = client.connect();
                Node node = Node.restless(uri, prefix, LEASE, LOOK_EVERY, recordings, viewers)) {
            node.join(message -> {
                if (Viewer.is("event", message)) {
                    delivered.increment();
                }
            });
            // Until what those who came had to say is over.
            Waiting.pass(Math.min(LEASE.toMillis(), sizes.windowMillis()));
            Map<String, Long> before = calls(bare);
            long deliveredBefore = delivered.sum();
            long start = ticker.nanos();
            Waiting.pass(sizes.windowMillis());
            Map<String, Long> after = calls(bare);
            double seconds = (ticker.nanos() - start) / 1e9;
            Map<String, Long> made = new TreeMap<>();
            after.forEach((command, calls) -> {
                long more = calls - before.getOrDefault(command, 0L);
                if (more > 0 && !command.equals("info")) {
                    made.put(command, more);
                }
            });
            long commands = made.values().stream().mapToLong(Long::longValue).sum();
            report.addTo(
                    CAPTION,
                    List.of("case", "commands", "events delivered", "of them"),
                    List.of(
                            name,
                            Figures.number(commands / seconds),
                            Figures.number((delivered.sum() - deliveredBefore) / seconds),
                            made.entrySet().stream()
                                    .map(entry -> entry.getKey() + " " + Figures.number(entry.getValue() / seconds))
                                    .collect(Collectors.joining(", "))));
            return new Count(commands / seconds, commands);
        }
    }

    /** How often each command was called so far, those inside scripts too. */
    private static Map<String, Long> calls(StatefulRedisConnection<String, String> bare) {
        Map<String, Long> calls = new TreeMap<>();
        bare.sync()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith(STATISTICS))
                .forEach(line -> {
                    String command = line.substring(STATISTICS.length(), line.indexOf(':'));
                    String count = line.substring(line.indexOf("calls=") + "calls=".length(), line.indexOf(','));
                    calls.put(command, Long.valueOf(count));
                });
        return calls;
    }
}
