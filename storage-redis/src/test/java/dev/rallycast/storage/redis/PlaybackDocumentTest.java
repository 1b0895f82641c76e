package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Seat;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** "Playbacks that servers share" in {@code docs/redis.md} says what the code does. */
class PlaybackDocumentTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @Test
    void namesEveryOption() throws IOException {
        String section = section();

        assertThat(Arrays.stream(RedisSharedPlaybacks.Builder.class.getMethods())
                        .filter(method -> method.getReturnType() == RedisSharedPlaybacks.Builder.class)
                        .map(Method::getName)
                        .filter(name -> !section.contains("| `" + name + "` |")))
                .isEmpty();
    }

    @Test
    void namesEveryKeyAndChannel() throws IOException {
        PlaybackKeys keys = new PlaybackKeys("rallycast");
        String key = keys.playback(new SchedulerKey("type", "game", "owner")).replaceAll("type|game|owner", "<$0>");

        assertThat(section())
                .contains("| `" + key + "` |")
                .contains("| `" + keys.channel() + "` |")
                .contains("| `" + keys.channel("x").replaceAll("x$", "<node>") + "` |")
                .contains("| `" + keys.clock() + "` |");
    }

    @Test
    void namesEveryField() throws Exception {
        String prefix = RedisExtension.freshPrefix();
        String section = section();
        byte[] key = PlaybackKeys.bytes(new PlaybackKeys(prefix).playback(KEY));
        try (RedisSharedPlaybacks node =
                REDIS.topology().shared().prefix(prefix).build()) {
            get(node.open(KEY, state("p", 0), IDLE));
            get(node.hold(KEY, "p", new Presence(1, 1), IDLE));
            get(node.takeSeat(KEY, "p", "u", 2));
            assertNamed(section, REDIS.topology().commands().hkeys(key));
            get(node.end(KEY, "p", "killed", true));
            assertNamed(section, REDIS.topology().commands().hkeys(key));
        }
    }

    @Test
    void theRulesForAccessAreEnough() throws Exception {
        String prefix = "rallycast-acl";
        Matcher commands = Pattern.compile("\\| commands of shared playbacks \\| `([^`]+)` \\|")
                .matcher(section());
        assertThat(commands.find()).isTrue();
        String rules = "on >secret resetkeys resetchannels ~" + prefix + ":* &" + prefix + ":* +@connection "
                + commands.group(1);
        CommandArgs<byte[], byte[]> user =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add("SETUSER").add("sharing");
        for (String rule : rules.split(" ", -1)) {
            user.add(rule);
        }
        REDIS.topology().commands().dispatch(CommandType.ACL, new StatusOutput<>(ByteArrayCodec.INSTANCE), user);
        RedisURI uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(REDIS.topology().servers().get(0).port())
                .withAuthentication("sharing", "secret".toCharArray())
                .build();
        try (RedisClient client = RedisClient.create(uri);
                RedisSharedPlaybacks a =
                        RedisSharedPlaybacks.builder(client).prefix(prefix).build();
                RedisSharedPlaybacks b =
                        RedisSharedPlaybacks.builder(client).prefix(prefix).build()) {
            Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
            b.subscribe((key, news) -> rung.add(key));
            get(a.open(KEY, state("p", 0), IDLE));
            assertThat(get(a.change(KEY, 0, state("p", 1))).accepted()).isTrue();
            get(a.hold(KEY, "p", new Presence(1, 1), IDLE));
            assertThat(get(a.takeSeat(KEY, "p", "u", 1))).isEqualTo(Seat.TAKEN);
            assertThat(get(b.find(KEY)).shared()).isEqualTo(state("p", 1));
            AtomicLong revision = new AtomicLong(1);
            // The subscription may not be there yet.
            Topology.until("it rings", () -> {
                long next = revision.incrementAndGet();
                get(a.change(KEY, next - 1, state("p", next)));
                return rung.contains(KEY);
            });
            assertThat(get(b.end(KEY, "p", "killed", false))).isFalse();
            assertThat(get(a.end(KEY, "p", "killed", false))).isTrue();
        }
    }

    private static void assertNamed(String section, List<byte[]> fields) {
        assertThat(fields.stream()
                        .map(field -> new String(field, UTF_8).replaceAll(":.*", ":"))
                        .filter(field -> !section.contains("`" + field)))
                .isEmpty();
    }

    private static String section() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "redis.md"));
        return document.lines()
                .dropWhile(line -> !line.equals("## Playbacks that servers share"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .collect(Collectors.joining("\n"));
    }
}
