package dev.rallycast.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Every limit that applies to a connection, as told in {@code hello}. Immutable; the defaults are those of
 * {@code docs/protocol.md}.
 *
 * @param maxMessageBytes the largest message from a client, in UTF-8 bytes
 * @param maxDepth the deepest nesting of a message from a client
 * @param playerRate commands for players
 * @param spectatorRate commands for everyone else
 * @param maxLagMessages how many messages a session may lag behind its audience
 * @param maxLagBytes how many bytes a session may lag behind its audience
 * @param maxTrackBacklog how many messages of a bounded track are kept for a session that lags
 * @param maxPendingReplies how many replies may wait for one session
 * @param maxCatchUp how many missed events a resume replays; beyond that there is a snapshot
 * @param maxRecent how many events a snapshot tells
 * @param heartbeat the longest silence from the server
 * @param ping how often the client's end is probed
 * @param pong how long the answer to a probe may take
 * @param sendTimeout how long a send may be in flight
 * @param firstMessage how long a client may take until its first message
 * @param reconnectWithin over how long clients that come back are spread
 * @param maxConnections how many connections there may be
 * @param maxConnectionsPerUser how many connections a user may have whom the host knows
 * @param maxSessionsPerGame how many sessions all playbacks of a game may have
 */
public record Limits(
        int maxMessageBytes,
        int maxDepth,
        Rate playerRate,
        Rate spectatorRate,
        int maxLagMessages,
        int maxLagBytes,
        int maxTrackBacklog,
        int maxPendingReplies,
        int maxCatchUp,
        int maxRecent,
        Duration heartbeat,
        Duration ping,
        Duration pong,
        Duration sendTimeout,
        Duration firstMessage,
        Duration reconnectWithin,
        int maxConnections,
        int maxConnectionsPerUser,
        int maxSessionsPerGame) {
    /**
     * A token bucket.
     *
     * @param perSecond how many tokens a second
     * @param burst how many tokens fit in
     */
    public record Rate(int perSecond, int burst) {
        /**
         * Checks both.
         *
         * @throws IllegalArgumentException if one is not above zero
         */
        public Rate {
            requirePositive(perSecond, "perSecond");
            requirePositive(burst, "burst");
        }
    }

    /** The deepest nesting that may be allowed: reading goes as deep. */
    public static final int DEEPEST = 500;

    /** What clients are told is in milliseconds. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** So long that it is never over, and short enough for every unit and sum that it is used in. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * Checks every limit. A time of more than 36,500 days becomes that, so that a host may give any as "never".
     *
     * @throws IllegalArgumentException if a number is not above zero, a depth is above {@link #DEEPEST}, or a time is less than a millisecond
     */
    public Limits {
        requirePositive(maxMessageBytes, "maxMessageBytes");
        requirePositive(maxDepth, "maxDepth");
        if (maxDepth > DEEPEST) {
            throw new IllegalArgumentException("maxDepth is " + maxDepth + ": expected at most " + DEEPEST);
        }
        requireNonNull(playerRate, "playerRate");
        requireNonNull(spectatorRate, "spectatorRate");
        requirePositive(maxLagMessages, "maxLagMessages");
        requirePositive(maxLagBytes, "maxLagBytes");
        requirePositive(maxTrackBacklog, "maxTrackBacklog");
        requirePositive(maxPendingReplies, "maxPendingReplies");
        requirePositive(maxCatchUp, "maxCatchUp");
        requirePositive(maxRecent, "maxRecent");
        heartbeat = requireTime(heartbeat, "heartbeat");
        ping = requireTime(ping, "ping");
        pong = requireTime(pong, "pong");
        sendTimeout = requireTime(sendTimeout, "sendTimeout");
        firstMessage = requireTime(firstMessage, "firstMessage");
        reconnectWithin = requireTime(reconnectWithin, "reconnectWithin");
        requirePositive(maxConnections, "maxConnections");
        requirePositive(maxConnectionsPerUser, "maxConnectionsPerUser");
        requirePositive(maxSessionsPerGame, "maxSessionsPerGame");
    }

    /** The defaults of {@code docs/protocol.md}. */
    public static Limits defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ": expected above 0");
        }
    }

    private static Duration requireTime(Duration value, String name) {
        requireNonNull(value, name);
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ": expected at least 1 ms");
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    /** Collects limits. Not thread-safe. */
    public static final class Builder {
        private int maxMessageBytes = 8 * 1024;
        private int maxDepth = 32;
        private Rate playerRate = new Rate(10, 20);
        private Rate spectatorRate = new Rate(3, 10);
        private int maxLagMessages = 1_024;
        private int maxLagBytes = 512 * 1024;
        private int maxTrackBacklog = 64;
        private int maxPendingReplies = 256;
        private int maxCatchUp = 300;
        private int maxRecent = 50;
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration ping = Duration.ofSeconds(15);
        private Duration pong = Duration.ofSeconds(10);
        private Duration sendTimeout = Duration.ofSeconds(10);
        private Duration firstMessage = Duration.ofSeconds(30);
        private Duration reconnectWithin = Duration.ofSeconds(2);
        private int maxConnections = 100_000;
        private int maxConnectionsPerUser = 16;
        private int maxSessionsPerGame = 50_000;

        private Builder() {}

        /** The largest message from a client, in UTF-8 bytes. */
        public Builder maxMessageBytes(int value) {
            maxMessageBytes = value;
            return this;
        }

        /** The deepest nesting of a message from a client, at most {@link #DEEPEST}. */
        public Builder maxDepth(int value) {
            maxDepth = value;
            return this;
        }

        /** Commands for players. */
        public Builder playerRate(int perSecond, int burst) {
            playerRate = new Rate(perSecond, burst);
            return this;
        }

        /** Commands for everyone else. */
        public Builder spectatorRate(int perSecond, int burst) {
            spectatorRate = new Rate(perSecond, burst);
            return this;
        }

        /** How many messages a session may lag behind its audience. */
        public Builder maxLagMessages(int value) {
            maxLagMessages = value;
            return this;
        }

        /** How many bytes a session may lag behind its audience. */
        public Builder maxLagBytes(int value) {
            maxLagBytes = value;
            return this;
        }

        /** How many messages of a bounded track are kept for a session that lags. */
        public Builder maxTrackBacklog(int value) {
            maxTrackBacklog = value;
            return this;
        }

        /** How many replies may wait for one session. */
        public Builder maxPendingReplies(int value) {
            maxPendingReplies = value;
            return this;
        }

        /** How many missed events a resume replays. */
        public Builder maxCatchUp(int value) {
            maxCatchUp = value;
            return this;
        }

        /** How many events a snapshot tells. */
        public Builder maxRecent(int value) {
            maxRecent = value;
            return this;
        }

        /** The longest silence from the server. */
        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        /** How often the client's end is probed. */
        public Builder ping(Duration value) {
            ping = value;
            return this;
        }

        /** How long the answer to a probe may take. */
        public Builder pong(Duration value) {
            pong = value;
            return this;
        }

        /** How long a send may be in flight. */
        public Builder sendTimeout(Duration value) {
            sendTimeout = value;
            return this;
        }

        /** How long a client may take until its first message. */
        public Builder firstMessage(Duration value) {
            firstMessage = value;
            return this;
        }

        /** Over how long clients that come back are spread, after a drain or after the connection was lost. */
        public Builder reconnectWithin(Duration value) {
            reconnectWithin = value;
            return this;
        }

        /** How many connections there may be. */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /** How many connections a user may have whom the host knows. */
        public Builder maxConnectionsPerUser(int value) {
            maxConnectionsPerUser = value;
            return this;
        }

        /** How many sessions all playbacks of a game may have. */
        public Builder maxSessionsPerGame(int value) {
            maxSessionsPerGame = value;
            return this;
        }

        /**
         * The limits. A time of more than 36,500 days becomes that.
         *
         * @throws IllegalArgumentException if a number is not above zero, a depth is above {@link #DEEPEST}, or a time is less than a millisecond
         */
        public Limits build() {
            return new Limits(
                    maxMessageBytes,
                    maxDepth,
                    playerRate,
                    spectatorRate,
                    maxLagMessages,
                    maxLagBytes,
                    maxTrackBacklog,
                    maxPendingReplies,
                    maxCatchUp,
                    maxRecent,
                    heartbeat,
                    ping,
                    pong,
                    sendTimeout,
                    firstMessage,
                    reconnectWithin,
                    maxConnections,
                    maxConnectionsPerUser,
                    maxSessionsPerGame);
        }
    }
}
