package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.time.VirtualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random commands at random moments, against a naive model of the rules: every viewer hears exactly what the model says. */
class RandomPlayTest {
    private static final int SEEDS = 600;
    private static final int OPERATIONS = 30;

    @Test
    void everyViewerHearsWhatTheModelSays() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Play(seed).run();
        }
    }

    /** One match with its model. */
    private static final class Play {
        final long seed;
        final Random random;
        final RuleModel model;
        final Stage stage;
        final List<Viewer> viewers = new ArrayList<>();
        final List<List<String>> expected = new ArrayList<>();
        final List<String> done = new ArrayList<>();

        Play(long seed) {
            this.seed = seed;
            random = new Random(seed);
            long[] times = times();
            model = new RuleModel(times);
            List<EventDraft> events = new ArrayList<>();
            for (long time : times) {
                events.add(new EventDraft(time, "point", null, Payload.of("{}")));
            }
            stage = Stage.of(events, new VirtualClock(random.nextLong(), Stage.WALL), builder -> builder);
        }

        void run() {
            join("ann");
            model.letOut(0);
            collect();
            for (int i = 0; i < OPERATIONS; i++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> advance();
                    case 4 -> {
                        if (viewers.size() < 4) {
                            join(random.nextBoolean() ? "ann" : "bob");
                        }
                    }
                    default -> command();
                }
                collect();
            }
        }

        private void join(String user) {
            done.add("join " + user);
            Viewer viewer = stage.connect(user);
            viewer.start("pvp");
            viewers.add(viewer);
            expected.add(new ArrayList<>(model.welcome()));
        }

        private void advance() {
            long now = stage.clock.elapsed().toNanos();
            long due = model.nextDue();
            long nanos = switch (random.nextInt(6)) {
                case 0 -> random.nextInt(3);
                case 1 -> random.nextInt(5_000);
                case 2 -> due < now ? 0 : Math.max(0, due - now - 1);
                case 3 -> due < now ? 0 : due - now;
                default -> (long) (random.nextDouble() * random.nextDouble() * 4_000_000_000L);
            };
            boolean stall = random.nextInt(5) == 0;
            done.add((stall ? "jump " : "advance ") + nanos);
            if (stall) {
                stage.clock.jump(Duration.ofNanos(nanos));
                model.stall(now + nanos);
            } else {
                stage.clock.advance(Duration.ofNanos(nanos));
                model.letOut(now + nanos);
            }
        }

        private void command() {
            int who = random.nextInt(viewers.size());
            String user = who(who);
            if (random.nextInt(6) == 0) {
                int count = random.nextInt(7) - 3;
                done.add(user + " step " + count);
                viewers.get(who).tell("step", "count", count);
                refused(who, model.step(count, user));
                return;
            }
            String action = List.of("pause", "resume", "speed", "scrub").get(random.nextInt(4));
            Map<String, Object> fields = new LinkedHashMap<>();
            Integer speed = null;
            if (action.equals("speed") || random.nextInt(6) == 0) {
                speed = random.nextInt(12) == 0
                        ? 16_001 + random.nextInt(100)
                        : List.of(100, 300, 333, 500, 1_000, 1_000, 1_500, 7_777, 16_000)
                                .get(random.nextInt(9));
                fields.put("speed", BigDecimal.valueOf(speed, 3));
            }
            String target = null;
            long value = 0;
            if (action.equals("scrub") || random.nextInt(6) == 0) {
                target = List.of("index", "time", "by").get(random.nextInt(3));
                value = target.equals("index")
                        ? random.nextInt(model.size() + 4) - 2
                        : (random.nextInt(6_000_000) - (target.equals("by") ? 3_000_000 : 500_000)) * 1_000L;
                if (target.equals("time") && model.size() > 0 && random.nextBoolean()) {
                    // Just at an event, or a microsecond beside it.
                    value = model.time(random.nextInt(model.size())) + (random.nextInt(3) - 1) * 1_000L;
                }
                fields.put("to", Map.of(target, target.equals("index") ? value : BigDecimal.valueOf(value, 9)));
            }
            Long revision = null;
            if (random.nextInt(5) == 0) {
                revision = model.revision() - random.nextInt(2);
                fields.put("revision", revision);
            }
            done.add(user + " " + action + " " + fields);
            Object[] flat = fields.entrySet().stream()
                    .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                    .toArray();
            viewers.get(who).tell(action, flat);
            refused(who, model.control(action, revision, speed, target, value, user));
        }

        private String who(int viewer) {
            return viewers.get(viewer).user();
        }

        private void refused(int who, @Nullable String code) {
            if (code != null) {
                expected.get(who).add(model.at(code));
            }
        }

        private void collect() {
            List<String> said = model.said();
            for (int i = 0; i < viewers.size(); i++) {
                expected.get(i).addAll(said);
                assertThat(comparable(viewers.get(i).news()))
                        .as("seed %d, viewer %d, after %s", seed, i, done)
                        .isEqualTo(comparable(expected.get(i)));
                expected.get(i).clear();
            }
            assertThat(viewers.get(0).status())
                    .as("seed %d, after %s", seed, done)
                    .isEqualTo(model.status());
        }

        /** Without the time in the snapshot of a joiner, which may be a moment old. */
        private static List<String> comparable(List<String> lines) {
            List<String> same = new ArrayList<>();
            for (String line : lines) {
                boolean joined = !same.isEmpty() && same.get(same.size() - 1).contains(" started ");
                same.add(joined ? line.replaceFirst(" @[0-9.]+", "") : line);
            }
            return same;
        }

        private long[] times() {
            long[] times = new long
                    [random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(random.nextInt(10) == 0 ? 150 : 12)];
            long time = random.nextBoolean() ? 0 : random.nextInt(1_000_000) * 1_000L;
            for (int i = 0; i < times.length; i++) {
                times[i] = time;
                time += switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(5) * 1_000L;
                    default -> random.nextInt(1_500_000) * 1_000L;
                };
            }
            return times;
        }
    }
}
