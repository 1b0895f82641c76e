package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'pause'}",
                "{'action':'resume'}",
                "{'action':'speed','speed':2}",
                "{'action':'speed','speed':99}",
                "{'action':'scrub','to':{'index':5}}",
                "{'action':'scrub','to':{'marker':'set'}}",
                "{'action':'step'}",
                "{'action':'live'}",
                "{'action':'pause','revision':77}"
            })
    void aSpectatorWhoSendsAControlIsToldAloneAndDisturbsNobody(String command) {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(2.5);
        ann.clear();
        bob.clear();
        bob.send(command.replace('\'', '"'));

        assertThat(bob.types()).containsExactly("error");
        JsonNode error = bob.last("error");
        assertThat(Rig.code(error)).isEqualTo("NOT_ALLOWED");
        assertThat(error.path("retry").asBoolean(true)).isFalse();
        assertThat(error.path("state").path("index").asLong()).isEqualTo(2);
        assertThat(error.path("state").path("revision").asLong()).isZero();
        assertThat(error.path("state").path("status").asText()).isEqualTo("playing");
        assertThat(ann.types()).isEmpty();
        rig.seconds(1);
        assertThat(ann.eventIndices()).containsExactly(3L);
    }

    @Test
    void startedSaysWhatOneIsAndMayDo() {
        Rig rig = new Rig();
        JsonNode player = rig.join("ann", "pvai").last("started");
        assertThat(player.path("mode").asText()).isEqualTo("pvai");
        assertThat(player.path("role").asText()).isEqualTo("player");
        assertThat(texts(player.path("may")))
                .containsExactly(
                        "start", "pause", "resume", "speed", "scrub", "step", "live", "status", "stop", "ping");
        assertThat(player.path("recovered").isNull()).isTrue();

        JsonNode spectator = rig.join("bob", "spectator").last("started");
        assertThat(spectator.path("mode").asText()).isEqualTo("spectator");
        assertThat(spectator.path("role").asText()).isEqualTo("spectator");
        assertThat(texts(spectator.path("may"))).containsExactly("start", "status", "stop", "ping");
    }

    @Test
    void whoGivesNoModeWatches() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        assertThat(ann.request("start", "game_id", "m1").path("mode").asText()).isEqualTo("spectator");
    }

    @Test
    void onlyTheStartOfAControllerThatCreatesThePlaybackShapesIt() {
        Rig rig = new Rig();
        Object[] options = {"delay", 0.5, "speed", 2, "paused", true, "from", Rig.json("{'index':10}")};
        FakeClient ann = rig.join("ann", "pvp", options);
        assertThat(texts(ann.last("started").path("ignored"))).isEmpty();
        assertThat(ann.last("started").path("state").path("status").asText()).isEqualTo("paused");
        assertThat(ann.last("snapshot").path("index").asLong()).isEqualTo(9);
        assertThat(ann.last("snapshot").path("time").asLong()).isEqualTo(5);

        FakeClient bob = rig.join("bob", "pvp", "speed", 4, "max_gap", 3);
        assertThat(texts(bob.last("started").path("ignored"))).containsExactly("speed", "max_gap");
        assertThat(bob.last("started").path("state").path("speed").asInt()).isEqualTo(2);

        FakeClient eve = rig.join("eve", "spectator", options);
        assertThat(texts(eve.last("started").path("ignored"))).containsExactly("delay", "speed", "from", "paused");
        assertThat(eve.last("started").path("state").path("status").asText()).isEqualTo("playing");
        assertThat(eve.last("started").path("state").path("speed").asInt()).isEqualTo(1);
    }

    @Test
    void commandsBehindStartWaitForIt() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        rig.flaky.onFind = () -> {
            // While the game is still being looked for.
            ann.command("pause");
            ann.command("status");
            ann.command("stop");
            ann.command("status");
        };
        ann.command("start", "game_id", "m1", "mode", "pvai");
        assertThat(ann.types().subList(1, ann.types().size()))
                .containsSubsequence("started", "snapshot", "state", "ok", "ok", "stopped");
        assertThat(Rig.code(ann.last("error"))).isEqualTo("NOT_STARTED");
    }

    @Test
    void commandsWithoutAStreamAreRefused() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        for (String action : List.of("pause", "resume", "step", "status", "stop")) {
            assertThat(Rig.code(ann.request(action))).isEqualTo("NOT_STARTED");
        }
        assertThat(ann.request("ping").path("type").asText()).isEqualTo("pong");
        assertThat(Rig.code(ann.request("dance"))).isEqualTo("UNKNOWN_ACTION");
        assertThat(ann.isOpen()).isTrue();
    }

    @Test
    void statusTellsOnlyTheSenderTheState() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(4.25);
        bob.clear();
        JsonNode ok = ann.request("status");
        assertThat(ok.path("state").path("index").asLong()).isEqualTo(4);
        assertThat(ok.path("state").path("time").decimalValue()).isEqualByComparingTo("4.25");
        assertThat(bob.types()).isEmpty();
    }

    @Test
    void anUnknownModeNamesThoseThereAre() {
        Rig rig = new Rig();
        JsonNode error = Rig.start(rig.connect("ann"), "chess");
        assertThat(Rig.code(error)).isEqualTo("BAD_REQUEST");
        assertThat(error.path("message").asText()).contains("chess", "pvai, pvp, spectator");
    }

    @Test
    void aGameThatIsNotThereAndAnIdThatNoneHas() {
        Rig rig = new Rig();
        FakeClient ann = rig.connect("ann");
        assertThat(Rig.code(ann.request("start", "game_id", "nowhere"))).isEqualTo("GAME_NOT_FOUND");
        assertThat(Rig.code(ann.request("start", "game_id", "x".repeat(129)))).isEqualTo("BAD_REQUEST");
        assertThat(Rig.code(ann.request("start", "game_id", "a\u0000b"))).isEqualTo("BAD_REQUEST");
        assertThat(Rig.code(ann.request("start", "game_id", "../../etc/passwd")))
                .isEqualTo("GAME_NOT_FOUND");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void whomTheHostRefusesIsForbidden() {
        Rig rig = new Rig(
                builder -> builder.admission(request -> request.user().id().equals("eve")
                        ? new Admission.Decision.Refuse("members only")
                        : new Admission.Decision.Join("pvai")));
        JsonNode error = Rig.start(rig.connect("eve"), "spectator");
        assertThat(Rig.code(error)).isEqualTo("FORBIDDEN");
        assertThat(error.path("message").asText()).isEqualTo("members only");
        // The host may also send somebody elsewhere than they wished.
        assertThat(rig.join("ann", "spectator").last("started").path("mode").asText())
                .isEqualTo("pvai");
    }

    @Test
    void anAdmissionThatFailsLetsNobodyInAndTellsNothing() {
        Rig rig = new Rig(builder -> builder.admission(request -> {
            throw new IllegalStateException("password of the database");
        }));
        FakeClient ann = rig.connect("ann");
        JsonNode error = Rig.start(ann, "pvai");
        assertThat(Rig.code(error)).isEqualTo("INTERNAL");
        assertThat(error.toString()).doesNotContain("password");
        assertThat(ann.isOpen()).isTrue();
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aHostsOwnTypeWorksLikeTheOthers() {
        SchedulerType coached = SchedulerType.builder("coached")
                .role(Role.SPECTATOR)
                .control((action, role, user) -> user.id().startsWith("coach") && action != Action.SPEED)
                .build();
        Rig rig = new Rig(builder -> builder.type(coached));
        FakeClient coach = rig.join("coach-1", "coached", "paused", true);
        FakeClient fan = rig.join("fan", "coached");
        assertThat(texts(coach.last("started").path("may")))
                .contains("pause", "scrub")
                .doesNotContain("speed");
        assertThat(coach.frames("timeline")).hasSize(1);
        assertThat(fan.frames("timeline")).isEmpty();
        assertThat(Rig.code(fan.request("resume"))).isEqualTo("NOT_ALLOWED");
        assertThat(Rig.code(coach.request("speed", "speed", 2))).isEqualTo("NOT_ALLOWED");
        coach.request("resume");
        rig.seconds(2.5);
        assertThat(fan.eventIndices()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aControlThatCarriesWhatTheUserMayNotDoIsRefusedAsAWhole() {
        SchedulerType coached = SchedulerType.builder("coached")
                .control((action, role, user) -> action == Action.PAUSE || action == Action.RESUME)
                .build();
        Rig rig = new Rig(builder -> builder.type(coached));
        FakeClient coach = rig.join("coach", "coached");
        rig.seconds(2.5);
        assertThat(Rig.code(coach.request("resume", "to", Rig.json("{'index':500}"))))
                .isEqualTo("NOT_ALLOWED");
        assertThat(Rig.code(coach.request("pause", "speed", 16))).isEqualTo("NOT_ALLOWED");
        assertThat(coach.request("status").path("state").path("revision").asLong())
                .isZero();
    }

    @Test
    void aControlPolicyThatFailsAllowsNothing() {
        SchedulerType broken = SchedulerType.builder("broken")
                .control((action, role, user) -> {
                    throw new IllegalStateException("on purpose");
                })
                .build();
        Rig rig = new Rig(builder -> builder.type(broken));
        FakeClient ann = rig.join("ann", "broken");
        assertThat(texts(ann.last("started").path("may"))).containsExactly("start", "status", "stop", "ping");
        assertThat(Rig.code(ann.request("pause"))).isEqualTo("NOT_ALLOWED");
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
