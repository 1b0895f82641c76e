package dev.rallycast.sports.tennis.simulator;

import static java.util.Objects.requireNonNull;

/**
 * A side of a simulated match. Immutable.
 *
 * @param name the name, not empty
 * @param servePointsWon the share of points won on own serve against this opponent, 0.05 to 0.95
 * @param aces the share of own service points that are aces, at most {@code servePointsWon}
 * @param doubleFaults the share of own service points that are double faults, at most 1 − {@code servePointsWon}
 * @param firstServeKmh the mean speed of a first serve in km/h, 80 to 230
 */
public record SimulatedPlayer(
        String name, double servePointsWon, double aces, double doubleFaults, double firstServeKmh) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public SimulatedPlayer {
        if (requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
        requireRange("servePointsWon", servePointsWon, 0.05, 0.95);
        requireRange("aces", aces, 0, servePointsWon);
        requireRange("doubleFaults", doubleFaults, 0, 1 - servePointsWon);
        requireRange("firstServeKmh", firstServeKmh, 80, 230);
    }

    /** A player with the serve of the average man on hard courts, but for the share of points won. */
    public static SimulatedPlayer of(String name, double servePointsWon) {
        return new SimulatedPlayer(name, servePointsWon, 0.085 * servePointsWon / 0.64, 0.034, 186);
    }

    private static void requireRange(String name, double value, double least, double most) {
        // Written so that NaN is refused.
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " " + value + " is out of range: expected " + least + " to " + most);
        }
    }
}
