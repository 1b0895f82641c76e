package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * A kind of playback: who shares it, who controls it, when it begins and how long it outlives its last session.
 * Immutable; a host makes its own with {@link #builder}.
 */
public final class SchedulerType {
    /** Where a playback begins if nobody says otherwise. */
    public enum Anchor {
        /** With its first session; at the edge of a recording that is still growing if nobody may seek. */
        SESSION,
        /** At the game's scheduled start, whoever watches: a new playback of the game is where the old one would be. */
        BROADCAST
    }

    private final String name;
    private final BiFunction<Game, User, String> owner;
    private final Role role;
    private final int seats;
    private final ControlPolicy control;
    private final Anchor anchor;
    private final Duration idle;
    private final boolean endsWithLastStop;
    private final Duration startDelay;
    private final StallPolicy stall;

    private SchedulerType(Builder from) {
        name = from.name;
        owner = from.owner;
        role = from.role;
        seats = from.seats;
        control = from.control;
        anchor = from.anchor;
        idle = from.idle;
        endsWithLastStop = from.endsWithLastStop;
        startDelay = from.startDelay;
        stall = from.stall;
    }

    /** Player against player: one playback a game, two seats, both control. */
    public static SchedulerType pvp() {
        return builder("pvp")
                .role(Role.PLAYER)
                .seats(2)
                .control(ControlPolicy.players())
                .idle(Duration.ofSeconds(30))
                .endsWithLastStop(true)
                .build();
    }

    /** Player against machine: one playback a game and user, under that user's control. */
    public static SchedulerType pvai() {
        return builder("pvai")
                .owner((game, user) -> user.id())
                .role(Role.PLAYER)
                .seats(1)
                .control(ControlPolicy.players())
                .idle(Duration.ofSeconds(30))
                .endsWithLastStop(true)
                .build();
    }

    /** Spectators: one playback a game, no control, gone five minutes after its last client. */
    public static SchedulerType spectator() {
        return builder("spectator").build();
    }

    /** Starts a type: shared by game, for spectators, without control, with a time to live of five minutes. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Starts from this type. */
    public Builder toBuilder() {
        return new Builder(name)
                .owner(owner)
                .role(role)
                .seats(seats)
                .control(control)
                .anchor(anchor)
                .idle(idle)
                .endsWithLastStop(endsWithLastStop)
                .startDelay(startDelay)
                .stall(stall);
    }

    /** The mode's name on the wire. */
    public String name() {
        return name;
    }

    /** Which playback a user of a game belongs to. */
    public SchedulerKey key(Game game, User user) {
        return new SchedulerKey(name, game.id(), owner.apply(game, user));
    }

    /** What a user who joins becomes. */
    public Role role() {
        return role;
    }

    /** How many different users may join as players; 0 means no limit. */
    public int seats() {
        return seats;
    }

    /** Who may control. */
    public ControlPolicy control() {
        return control;
    }

    /** Where a playback begins. */
    public Anchor anchor() {
        return anchor;
    }

    /** How long a playback outlives its last session. */
    public Duration idle() {
        return idle;
    }

    /** Whether {@code stop} by the last session ends the playback at once. */
    public boolean endsWithLastStop() {
        return endsWithLastStop;
    }

    /** How long a playback waits before it begins. */
    public Duration startDelay() {
        return startDelay;
    }

    /** What happens to events that became due while the machine stood still. */
    public StallPolicy stall() {
        return stall;
    }

    /** Whether the playback belongs to a single user, so that it may wait for that user's sessions. */
    public boolean singleUser() {
        return seats == 1;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects a type. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private BiFunction<Game, User, String> owner = (game, user) -> "";
        private Role role = Role.SPECTATOR;
        private int seats;
        private ControlPolicy control = ControlPolicy.nobody();
        private Anchor anchor = Anchor.SESSION;
        private Duration idle = Duration.ofMinutes(5);
        private boolean endsWithLastStop;
        private Duration startDelay = Duration.ZERO;
        private StallPolicy stall = StallPolicy.BURST;

        private Builder(String name) {
            this.name = requireNonNull(name, "name");
        }

        /** To whom a playback belongs: users for whom this gives the same text share one. Never blocks. */
        public Builder owner(BiFunction<Game, User, String> value) {
            owner = requireNonNull(value, "owner");
            return this;
        }

        /** What a user who joins becomes. */
        public Builder role(Role value) {
            role = requireNonNull(value, "role");
            return this;
        }

        /**
         * How many different users may join as players; 0 means no limit.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder seats(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("seats is " + value + ": expected 0 or more");
            }
            seats = value;
            return this;
        }

        /** Who may control. */
        public Builder control(ControlPolicy value) {
            control = requireNonNull(value, "control");
            return this;
        }

        /** Where a playback begins. */
        public Builder anchor(Anchor value) {
            anchor = requireNonNull(value, "anchor");
            return this;
        }

        /**
         * How long a playback outlives its last session; may be zero.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder idle(Duration value) {
            idle = requireNotNegative(value, "idle");
            return this;
        }

        /** Whether {@code stop} by the last session ends the playback at once. */
        public Builder endsWithLastStop(boolean value) {
            endsWithLastStop = value;
            return this;
        }

        /**
         * How long a playback waits before it begins; may be zero. With {@link Anchor#BROADCAST} it has no effect.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder startDelay(Duration value) {
            startDelay = requireNotNegative(value, "startDelay");
            return this;
        }

        /** What happens to events that became due while the machine stood still. Default: {@link StallPolicy#BURST}. */
        public Builder stall(StallPolicy value) {
            stall = requireNonNull(value, "stall");
            return this;
        }

        /** The type. */
        public SchedulerType build() {
            return new SchedulerType(this);
        }

        private static Duration requireNotNegative(Duration value, String what) {
            if (value.isNegative()) {
                throw new IllegalArgumentException(what + " is " + value + ": expected 0 or more");
            }
            return value;
        }
    }
}
