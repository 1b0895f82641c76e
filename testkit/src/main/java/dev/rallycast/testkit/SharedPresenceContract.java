package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Held;
import dev.rallycast.spi.SharedPlaybacks.Outcome;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who is there, and how a playback ends. */
abstract class SharedPresenceContract extends SharedChangingContract {
    @Test
    void aNodeIsToldWhoIsThereOnTheOthers() throws Exception {
        SharedPlaybacks c = harness.node("c", LEASE);
        Shared state = state("p1", 0);
        get(a.open(KEY, state, IDLE));
        Found now = new Found(state, null);

        assertThat(get(a.hold(KEY, "p1", new Presence(3, 1), IDLE))).isEqualTo(new Held(now, Presence.NONE));
        assertThat(get(b.hold(KEY, "p1", new Presence(5, 2), IDLE))).isEqualTo(new Held(now, new Presence(3, 1)));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(8, 3)));
        assertThat(get(a.hold(KEY, "p1", new Presence(4, 0), IDLE))).isEqualTo(new Held(now, new Presence(5, 2)));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(9, 2)));
        assertThat(get(b.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(4, 0)));
        assertThat(get(b.hold(KEY, "p2", new Presence(1, 1), IDLE)))
                .as("of another playback")
                .isEqualTo(new Held(now, Presence.NONE));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(4, 0)));
    }

    @Test
    void aNodeThatIsHeardOfNoMoreIsNotCounted() throws Exception {
        SharedPlaybacks dying = harness.node("dying", SHORT);
        get(a.open(KEY, state("p1", 0), IDLE));
        get(dying.hold(KEY, "p1", new Presence(2, 2), IDLE));

        until(
                "nobody is there",
                () -> get(a.hold(KEY, "p1", new Presence(1, 1), IDLE))
                        .elsewhere()
                        .equals(Presence.NONE));
        assertThat(get(a.end(KEY, "p1", "killed", false)))
                .as("nobody else watches")
                .isTrue();
    }

    @Test
    void aPlaybackOfNobodyIsGoneWhenItsTimeIsOver() throws Exception {
        SharedPlaybacks node = harness.node("n", SHORT);
        get(node.open(KEY, state("p1", 0), SHORT));

        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
        assertThat(get(b.open(KEY, state("p2", 0), IDLE))).isEqualTo(state("p2", 0));
    }

    @Test
    void aPlaybackLivesAsLongAsSomebodyIsThere() throws Exception {
        SharedPlaybacks node = harness.node("n", SHORT);
        Presence here = new Presence(1, 0);
        get(node.open(KEY, state("p1", 0), SHORT));
        Instant until = node.now().plus(SHORT.multipliedBy(4));
        until("its idle time has passed several times", () -> {
            assertThat(get(node.hold(KEY, "p1", here, SHORT)).now().shared()).isNotNull();
            return node.now().isAfter(until);
        });

        get(node.hold(KEY, "p1", Presence.NONE, SHORT));
        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
    }

    @Test
    void aPlaybackWhoseLastNodeDiedIsGone() throws Exception {
        SharedPlaybacks dying = harness.node("dying", SHORT);
        get(dying.open(KEY, state("p1", 0), SHORT));
        get(dying.hold(KEY, "p1", new Presence(1, 1), SHORT));

        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
    }

    @Test
    void anEndedPlaybackLeavesItsReasonUntilThereIsAnother() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));

        assertThat(get(b.end(KEY, "p2", "killed", true))).as("another one").isFalse();
        assertThat(get(b.end(KEY, "p1", "because\n🎾", true))).isTrue();

        Found ended = new Found(null, "because\n🎾");
        assertThat(get(a.find(KEY))).isEqualTo(ended);
        assertThat(get(a.hold(KEY, "p1", new Presence(1, 1), IDLE))).isEqualTo(new Held(ended, Presence.NONE));
        assertThat(get(a.change(KEY, 0, state("p1", 1)))).isEqualTo(new Outcome(false, ended));
        assertThat(get(a.change(KEY, -1, state("p1", 1)))).as("not lost").isEqualTo(new Outcome(false, ended));
        assertThat(get(a.end(KEY, "p1", "again", true))).as("ended before").isFalse();
        assertThat(get(a.find(KEY))).isEqualTo(ended);

        assertThat(get(a.open(KEY, state("p3", 0), IDLE))).isEqualTo(state("p3", 0));
        assertThat(get(b.find(KEY))).isEqualTo(new Found(state("p3", 0), null));
    }

    @Test
    void whatOthersWatchIsEndedOnlyIfThatIsMeant() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        get(a.hold(KEY, "p1", new Presence(1, 0), IDLE));

        assertThat(get(b.end(KEY, "p1", "idle", false))).isFalse();
        assertThat(get(b.find(KEY)).shared()).isEqualTo(state("p1", 0));
        assertThat(get(a.end(KEY, "p1", "idle", false)))
                .as("only it has sessions")
                .isTrue();

        get(a.open(KEY, state("p2", 0), IDLE));
        get(a.hold(KEY, "p2", new Presence(1, 0), IDLE));
        assertThat(get(b.end(KEY, "p2", "killed", true))).isTrue();
    }
}
