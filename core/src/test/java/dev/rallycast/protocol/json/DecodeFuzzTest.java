package dev.rallycast.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.rallycast.model.Action;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Speed;
import dev.rallycast.model.Target;
import dev.rallycast.model.Watch;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.Command.Control;
import dev.rallycast.protocol.Command.ResumePoint;
import dev.rallycast.protocol.Command.Start;
import dev.rallycast.protocol.Command.StartOptions;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.ProtocolException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecodeFuzzTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] SCRAPS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud800",
        "\ud800",
        "\udc00",
        "null",
        "true",
        "false",
        "NaN",
        "Infinity",
        "-",
        "0",
        "1e1000000000",
        "1e99999999999",
        "-1e-99999999999",
        "0.1234567",
        "99999999999999999999",
        "-9223372036854775808",
        "1.0",
        "\u0000",
        "\n",
        "\ufeff",
        "é",
        "😀",
        "/*",
        "'",
        "\"id\":",
        "\"to\":",
        "\"index\":",
        "\"time\":",
        "\"marker\":\"set\"",
        "\"speed\":",
        "\"action\":\"scrub\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
    };

    private final JsonControlProtocol protocol = new JsonControlProtocol();

    @Test
    void mutatedInputGivesACommandOrARefusalAndNothingElse() throws Exception {
        long seed = 1_122_026;
        Random random = new Random(seed);
        List<String> corpus = DecodeTest.commands()
                .map(row -> ((String) row.get()[0]).replace('\'', '"'))
                .toList();
        int commands = 0;
        int refusals = 0;
        for (int i = 0; i < 200_000; i++) {
            String input = mutate(corpus.get(random.nextInt(corpus.size())), random);
            try {
                assertThat(protocol.decode(input)).isNotNull();
                commands++;
            } catch (ProtocolException e) {
                refusals++;
                if (i % 20 == 0) {
                    Frame frame =
                            new Frame.Refusal(e.commandId(), e.code(), String.valueOf(e.getMessage()), null, null);
                    assertThat(MAPPER.readTree(protocol.encode(frame).text())
                                    .get("message")
                                    .textValue())
                            .hasSizeLessThan(500);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i + ", input " + input, e);
            }
        }
        assertThat(commands)
                .as("seed %d: mutants that are still commands", seed)
                .isGreaterThan(5_000);
        assertThat(refusals).as("seed %d: mutants that are refused", seed).isGreaterThan(100_000);
    }

    @Test
    void whatAClientWritesIsWhatIsRead() throws Exception {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Command command = randomCommand(random);
            String json = json(command);
            assertThat(protocol.decode(json))
                    .as("seed %d, round %d: %s", seed, i, json)
                    .isEqualTo(command);
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(out.length() + 1);
            int end = Math.min(out.length(), at + random.nextInt(6));
            switch (random.nextInt(7)) {
                case 0 -> out.delete(at, end);
                case 1 -> out.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
                case 2 -> out.replace(at, end, SCRAPS[random.nextInt(SCRAPS.length)]);
                case 3 -> out.insert(at, out.substring(at, end));
                case 4 -> out.insert(at, (char) random.nextInt(Character.MAX_VALUE + 1));
                default -> replaceDigits(out, SCRAPS[random.nextInt(SCRAPS.length)]);
            }
        }
        return out.toString();
    }

    private static void replaceDigits(StringBuilder out, String scrap) {
        for (int i = 0; i < out.length(); i++) {
            if (Character.isDigit(out.charAt(i))) {
                out.replace(i, i + 1, scrap);
                return;
            }
        }
    }

    private static Command randomCommand(Random random) {
        String id = maybe(random, () -> EncodeTest.randomString(random));
        Long revision = maybe(random, random::nextLong);
        Watch watch = maybe(
                random,
                () -> new Watch(
                        EncodeTest.randomString(random), maybe(random, () -> "p" + EncodeTest.randomString(random))));
        return switch (random.nextInt(7)) {
            case 0 ->
                new Start(
                        id,
                        EncodeTest.randomString(random),
                        maybe(random, () -> watch == null ? EncodeTest.randomString(random) : "spectator"),
                        new StartOptions(
                                maybe(random, () -> micros(random, 86_400_000_000L)),
                                maybe(random, () -> random.nextInt(1_000_000)),
                                maybe(random, () -> target(random, 3)),
                                maybe(random, () -> 1_000 + micros(random, 86_399_000_000L)),
                                maybe(random, random::nextBoolean)),
                        maybe(
                                random,
                                () -> Stream.generate(() -> EncodeTest.randomString(random))
                                        .limit(random.nextInt(33))
                                        .toList()),
                        maybe(
                                random,
                                () -> new ResumePoint(
                                        EncodeTest.randomString(random), random.nextLong(), random.nextLong())),
                        watch);
            case 1 ->
                new Control(
                        id,
                        random.nextBoolean() ? Action.PAUSE : Action.RESUME,
                        revision,
                        maybe(random, () -> random.nextInt(1_000_000)),
                        maybe(random, () -> target(random, 5)));
            case 2 -> new Control(id, Action.SCRUB, revision, null, target(random, 5));
            case 3 -> new Control(id, Action.SPEED, revision, random.nextInt(1_000_000), null);
            case 4 -> new Command.Step(id, revision, random.nextInt(2_000_001) - 1_000_000);
            case 5 -> new Command.Live(id, revision);
            default -> random.nextBoolean() ? new Command.Status(id) : new Command.Ping(id);
        };
    }

    private static long micros(Random random, long max) {
        return (random.nextLong() & Long.MAX_VALUE) % (max + 1) * 1_000;
    }

    private static Target target(Random random, int kinds) {
        return switch (random.nextInt(kinds)) {
            case 0 -> new Target.ToIndex(random.nextLong());
            case 1 -> new Target.ToTime(micros(random, MatchTime.MAX_NANOS / 1_000));
            case 2 -> new Target.ToPercent(random.nextInt((int) Target.ToPercent.WHOLE + 1));
            case 3 -> new Target.By(-micros(random, MatchTime.MAX_NANOS / 1_000));
            default -> new Target.ToMarker(EncodeTest.randomString(random), random.nextInt(21) - 10);
        };
    }

    private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private static String json(Command command) throws Exception {
        ObjectNode json = MAPPER.createObjectNode();
        put(json, "id", command.id());
        json.put("action", command.action().wireName());
        if (command instanceof Start start) {
            json.put("game_id", start.gameId());
            put(json, "mode", start.mode());
            StartOptions options = start.options();
            seconds(json, "delay", options.delayNanos());
            seconds(json, "max_gap", options.maxGapNanos());
            speed(json, options.speed());
            put(json, "from", options.from());
            if (options.paused() != null) {
                json.put("paused", options.paused());
            }
            if (start.tracks() != null) {
                start.tracks().forEach(json.putArray("tracks")::add);
            }
            if (start.resume() != null) {
                json.putObject("resume")
                        .put("playback", start.resume().playback())
                        .put("epoch", start.resume().epoch())
                        .put("index", start.resume().index());
            }
            if (start.watch() != null) {
                ObjectNode watch =
                        json.putObject("watch").put("mode", start.watch().mode());
                put(watch, "player", start.watch().player());
            }
        } else if (command instanceof Control control) {
            put(json, "revision", control.revision());
            speed(json, control.speed());
            put(json, "to", control.to());
        } else if (command instanceof Command.Step step) {
            put(json, "revision", step.revision());
            json.put("count", step.count());
        } else if (command instanceof Command.Live live) {
            put(json, "revision", live.revision());
        }
        return MAPPER.writeValueAsString(json);
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value instanceof String text) {
            json.put(name, text);
        } else if (value instanceof Long number) {
            json.put(name, number);
        } else if (value instanceof Target.ToIndex target) {
            json.putObject(name).put("index", target.index());
        } else if (value instanceof Target.ToTime target) {
            seconds(json.putObject(name), "time", target.timeNanos());
        } else if (value instanceof Target.By target) {
            seconds(json.putObject(name), "by", target.nanos());
        } else if (value instanceof Target.ToPercent target) {
            json.putObject(name).put("percent", BigDecimal.valueOf(target.millionths(), 6));
        } else if (value instanceof Target.ToMarker target) {
            json.putObject(name).put("marker", target.mark()).put("offset", target.offset());
        }
    }

    private static void seconds(ObjectNode json, String name, @Nullable Long nanos) {
        if (nanos != null) {
            json.putRawValue(name, new RawValue(MatchTime.seconds(nanos)));
        }
    }

    private static void speed(ObjectNode json, @Nullable Integer thousandths) {
        if (thousandths != null) {
            json.putRawValue("speed", new RawValue(Speed.text(thousandths)));
        }
    }
}
