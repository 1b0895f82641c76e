package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.StallPolicy;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nothing later than a spectator's position reaches a spectator, whatever they send and whoever is there. */
class LeakageTest {
    private static final Pattern SECRET = Pattern.compile("secret-(\\d+)-");
    /** Numbers that occur nowhere else: how long the recording is, in events and in seconds. */
    private static final int LENGTH = 977;

    private static final String DURATION = "70272";
    private static final List<String> COMMANDS = List.of(
            "{'action':'status'}",
            "{'action':'ping'}",
            "{'action':'scrub','to':{'index':100000}}",
            "{'action':'scrub','to':{'marker':'secret-900-mark'}}",
            "{'action':'resume','to':{'time':99999}}",
            "{'action':'step','count':5000}",
            "{'action':'speed','speed':16}",
            "{'action':'pause','revision':9}",
            "{'action':'start','game_id':'g','mode':'spectator','from':{'index':976},'delay':0.1,'speed':16}",
            "{'action':'start','game_id':'g','mode':'spectator','resume':{'playback':'x','epoch':0,'index':976}}",
            "{'action':'start','game_id':'g','mode':'broadcast','from':{'time':70000}}",
            "{'action':'live'}",
            "{'action':'scrub','to':{'percent':100}}",
            "{'action':'start','game_id':'g','watch':{'mode':'pvai','player':'player'}}",
            "{'action':'start','game_id':'g','from':{'percent':99},'watch':{'mode':'pvai','player':'player'}}",
            "{'action':'start','game_id':'g','resume':{'playback':'x','epoch':0,'index':976},'watch':{'mode':'pvai'}}",
            "{'action':'start','game_id':'nowhere'}",
            "{'action':'start','game_id':'g','mode':'secret'}",
            "{'action':'stop'}",
            "{");

    @Test
    void aSpectatorGetsNothingOfWhatIsYetToCome() {
        for (long seed = 0; seed < 40; seed++) {
            watch(seed);
        }
    }

    private static void watch(long seed) {
        Random random = new Random(seed);
        Rig rig = new Rig(builder -> builder.track(new CountingTrack(Track.Delivery.LATEST))
                .type(SchedulerType.spectator().toBuilder()
                        .stall(List.of(StallPolicy.BURST, StallPolicy.SKIP, StallPolicy.SLIP)
                                .get(random.nextInt(3)))
                        .build())
                .type(SchedulerType.builder("broadcast")
                        .anchor(SchedulerType.Anchor.BROADCAST)
                        .build()));
        rig.memory.record(
                Game.builder("g", "tennis")
                        .players("Ann", "Bob")
                        .scheduledStart(Instant.parse("2026-01-01T00:00:00Z"))
                        .details(Map.of("winner", "secret-99999-details"))
                        .build(),
                secrets());
        // A player who roams the same recording must not make a difference.
        FakeClient player = rig.connect("player");
        player.request("start", "game_id", "g", "mode", "pvai", "speed", 16);
        List<FakeClient> viewers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FakeClient viewer = rig.connect("viewer-" + i);
            viewer.send("{\"action\":\"start\",\"game_id\":\"g\",\"mode\":\"" + (i == 0 ? "broadcast" : "spectator")
                    + "\"}");
            viewers.add(viewer);
        }
        for (int i = 0; i < 60; i++) {
            Duration time = Duration.ofMillis(random.nextInt(60_000));
            if (random.nextInt(10) == 0) {
                rig.clock.jump(time);
            } else {
                rig.clock.advance(time);
            }
            FakeClient viewer = viewers.get(random.nextInt(viewers.size()));
            switch (random.nextInt(8)) {
                case 0 -> viewer.stopReading();
                case 1 -> player.send("{\"action\":\"scrub\",\"to\":{\"index\":" + random.nextInt(LENGTH) + "}}");
                default ->
                    viewer.send(COMMANDS.get(random.nextInt(COMMANDS.size())).replace('\'', '"'));
            }
            viewers.forEach(FakeClient::goOnReading);
        }
        for (FakeClient viewer : viewers) {
            check(viewer, seed);
        }
    }

    private static void check(FakeClient viewer, long seed) {
        long index = -1;
        List<JsonNode> frames = viewer.frames();
        List<String> texts = viewer.texts();
        for (int i = 0; i < frames.size(); i++) {
            JsonNode frame = frames.get(i);
            String text = texts.get(i);
            String type = frame.path("type").asText();
            if (type.equals("event") || type.equals("snapshot")) {
                index = frame.path("index").asLong();
            } else if (type.equals("started")) {
                index = frame.path("state").path("index").asLong();
            } else if (type.equals("state")) {
                // Where the playback is that they share: whoever watches goes along with what the player seeks.
                index = frame.path("index").asLong();
            }
            String where = "seed " + seed + ", index " + index + ": " + text;
            assertThat(type).as(where).isNotEqualTo("timeline");
            assertThat(text).as(where).doesNotContain("details", "duration", "markers");
            Matcher secret = SECRET.matcher(text);
            while (secret.find()) {
                // An error may repeat what the client said itself.
                assertThat(type.equals("error") ? -1 : Long.parseLong(secret.group(1)))
                        .as(where)
                        .isLessThanOrEqualTo(index);
            }
            // A playhead that was sought to the very end is at that time before the last event is out.
            if (index < LENGTH - 2) {
                assertThat(text).as(where).doesNotContainPattern("[^0-9.]" + DURATION + "[^0-9]");
                assertThat(text).as(where).doesNotContainPattern("[^0-9.]" + LENGTH + "[^0-9.]");
            }
        }
    }

    private static List<EventDraft> secrets() {
        List<EventDraft> events = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            String secret = "secret-" + i + "-";
            events.add(new EventDraft(
                    Duration.ofSeconds(72L * i).toNanos(),
                    secret + "kind",
                    secret + "mark",
                    Payload.of("{\"point\":\"" + secret + "data\"}")));
        }
        return events;
    }
}
