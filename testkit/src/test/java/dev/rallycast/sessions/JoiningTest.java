package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.Game;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoiningTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "3.5, 3", "49, 49", "50, 50", "64, 64", "700.25, 700"})
    void whoComesLateGetsASnapshotAndThenEachEventOnce(double at, long index) {
        Rig rig = new Rig(builder -> builder.blockBytes(1));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(at);
        FakeClient bob = rig.join("bob", "spectator");
        JsonNode snapshot = bob.last("snapshot");
        assertThat(snapshot.path("index").asLong()).isEqualTo(index);
        assertThat(snapshot.path("time").asDouble()).isEqualTo(at);
        List<Long> recent = new ArrayList<>();
        snapshot.path("recent").forEach(event -> recent.add(event.path("index").asLong()));
        assertThat(recent)
                .isEqualTo(LongStream.rangeClosed(Math.max(0, index - 49), index)
                        .boxed()
                        .toList());
        rig.seconds(80);
        assertThat(bob.eventIndices())
                .isEqualTo(LongStream.rangeClosed(index + 1, (long) (at + 80))
                        .boxed()
                        .toList());
        assertThat(ann.frames("snapshot")).hasSize(1);
        Transcript.of(bob).check("bob");
        Transcript.of(ann).check("ann");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 300})
    void aResumeGivesEachMissedEventOnce(int missed) {
        Rig rig = new Rig(builder -> builder.blockBytes(1).track(new CountingTrack(Track.Delivery.LOSSLESS)));
        rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(20);
        bob.disconnect();
        rig.seconds(missed);
        FakeClient again = resume(rig, "bob", "spectator", bob);

        assertThat(again.last("started").path("recovered").asBoolean()).isTrue();
        assertThat(again.last("started").has("why")).isFalse();
        assertThat(again.frames("snapshot")).isEmpty();
        rig.seconds(3);
        assertThat(again.eventIndices())
                .isEqualTo(LongStream.rangeClosed(21, 23 + missed).boxed().toList());
        assertThat(again.frames("track").stream()
                        .map(frame -> frame.path("index").asLong()))
                .containsExactlyElementsOf(again.eventIndices());
        Transcript.resumed(0, 20).with(again).check("bob");
    }

    @Test
    void aResumeThatMissedNothingGetsNothing() {
        Rig rig = new Rig();
        rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(20);
        bob.disconnect();
        FakeClient again = resume(rig, "bob", "spectator", bob);
        assertThat(again.types()).containsExactly("hello", "started");
        assertThat(again.last("started").path("recovered").asBoolean()).isTrue();
    }

    @Test
    void aResumeTooFarBehindGetsASnapshot() {
        Rig rig = new Rig();
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(1);
        bob.disconnect();
        rig.seconds(298);
        rig.join("ann", "spectator");
        rig.seconds(3);
        expectWhy(resume(rig, "bob", "spectator", bob), "too_far", 302);
    }

    @Test
    void aResumeAheadOfThePlaybackGetsASnapshot() {
        Rig rig = new Rig();
        FakeClient bob = rig.join("bob", "spectator");
        FakeClient again = rig.connect("bob");
        Rig.start(
                again,
                "spectator",
                "resume",
                point(bob.last("started").path("playback").asText(), 0, 50));
        expectWhy(again, "too_far", 0);
    }

    @Test
    void aResumeAfterASeekGetsASnapshot() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        rig.seconds(5);
        bob.disconnect();
        ann.request("scrub", "to", Rig.json("{'index':3}"));
        expectWhy(resume(rig, "bob", "pvp", bob), "seek", 3);
    }

    @Test
    void aResumeAfterTheEndOfThePlaybackIsToldSo() {
        Rig rig = new Rig();
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(5);
        rig.playback().kill("host");
        expectWhy(resume(rig, "bob", "spectator", bob), "ended", -1);
    }

    @Test
    void aResumeAfterARestartOfTheServerIsToldSo() {
        VirtualClock clock = new VirtualClock();
        Rig before = new Rig(clock, new FlakyStorage(), builder -> {});
        FakeClient bob = before.join("bob", "spectator");
        before.seconds(5);
        Rig after = new Rig(clock, new FlakyStorage(), builder -> {});
        expectWhy(resume(after, "bob", "spectator", bob), "restarted", -1);
    }

    @Test
    void aControllerWhosePlaybackIsGoneGoesOnWhereTheyWere() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(5.5);
        ann.disconnect();
        rig.seconds(60);
        FakeClient again = resume(rig, "ann", "pvai", ann);
        assertThat(again.last("started").path("recovered").asBoolean(true)).isFalse();
        assertThat(again.last("started").path("why").asText()).isEqualTo("ended");
        assertThat(again.last("snapshot").path("index").asLong()).isEqualTo(5);
        rig.seconds(2);
        assertThat(again.eventIndices()).containsExactly(6L, 7L, 8L);
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "9223372036854775807, 999", "999, 999", "998, 998"})
    void aControllerMayResumeWithAnyIndex(long index, long snapshot) {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        Rig.start(ann, "pvai", "resume", point("gone", 3, index));
        assertThat(ann.last("snapshot").path("index").asLong()).isEqualTo(snapshot);
    }

    @Test
    void tracksAreChosenByName() {
        Rig rig = new Rig(builder -> builder.track(new CountingTrack("one", Track.Delivery.LATEST))
                .track(new CountingTrack("two", Track.Delivery.LOSSLESS)));
        FakeClient all = rig.join("a", "pvp");
        FakeClient none = rig.join("a", "pvp", "tracks", Rig.json("[]"));
        FakeClient some = rig.join("a", "pvp", "tracks", Rig.json("['two','unknown']"));
        rig.seconds(3);
        all.request("scrub", "to", Rig.json("{'index':500}"));
        rig.seconds(1);
        assertThat(namesOfTracks(all)).containsExactlyInAnyOrder("one", "two");
        assertThat(namesOfTracks(none)).isEmpty();
        assertThat(namesOfTracks(some)).containsExactly("two");
        assertThat(all.last("snapshot").path("tracks").path("one").asLong()).isEqualTo(500);
        // Never before the event that caused it.
        for (FakeClient client : List.of(all, none, some)) {
            Transcript.of(client).check("tracks");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE, -3_600_000_000_000L})
    void whoMaySeekIsToldOfGrowthAtMostOnceASecond(long origin) {
        Rig rig = new Rig(
                new VirtualClock(origin, Instant.parse("2026-01-01T00:00:00Z")), new FlakyStorage(), builder -> {});
        RecordingWriter writer = rig.memory.create(Game.of("live", "tennis"));
        FakeClient ann = rig.connect("ann");
        ann.request("start", "game_id", "live", "mode", "pvai");
        FakeClient bob = rig.connect("bob");
        bob.request("start", "game_id", "live", "mode", "spectator");
        assertThat(ann.last("timeline").path("length").asLong()).isZero();
        assertThat(ann.last("timeline").path("growing").asBoolean()).isTrue();
        ann.clear();
        for (int i = 0; i < 40; i++) {
            writer.append(Rig.draft(i));
            rig.seconds(0.1);
        }
        assertThat(ann.frames("timeline")).hasSizeBetween(3, 5);
        writer.end();
        rig.seconds(1);
        assertThat(ann.last("timeline").path("length").asLong()).isEqualTo(40);
        assertThat(ann.last("timeline").path("growing").asBoolean(true)).isFalse();
        assertThat(bob.frames("timeline")).isEmpty();
        assertThat(bob.eventIndices()).hasSize(40);
    }

    private static FakeClient resume(Rig rig, String user, String mode, FakeClient lost) {
        FakeClient again = rig.connect(user);
        List<Long> indices = lost.eventIndices();
        long last = indices.isEmpty() ? lost.last("snapshot").path("index").asLong() : indices.get(indices.size() - 1);
        Rig.start(
                again,
                mode,
                "resume",
                point(lost.last("started").path("playback").asText(), 0, last));
        return again;
    }

    private static JsonNode point(String playback, long epoch, long index) {
        return Rig.json("{'playback':'" + playback + "','epoch':" + epoch + ",'index':" + index + "}");
    }

    private static void expectWhy(FakeClient client, String why, long index) {
        JsonNode started = client.last("started");
        assertThat(started.path("recovered").isBoolean()).isTrue();
        assertThat(started.path("recovered").asBoolean()).isFalse();
        assertThat(started.path("why").asText()).isEqualTo(why);
        assertThat(client.last("snapshot").path("index").asLong()).isEqualTo(index);
    }

    private static List<String> namesOfTracks(FakeClient client) {
        List<String> names = new ArrayList<>();
        client.last("snapshot").path("tracks").fieldNames().forEachRemaining(names::add);
        client.frames("track")
                .forEach(frame -> assertThat(names).contains(frame.path("track").asText()));
        return names;
    }
}
