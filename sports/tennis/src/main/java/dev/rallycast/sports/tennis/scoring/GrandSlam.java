package dev.rallycast.sports.tennis.scoring;

/** The four Grand Slam tournaments. */
public enum GrandSlam {
    AUSTRALIAN_OPEN("Australian Open", "hard"),
    ROLAND_GARROS("Roland-Garros", "clay"),
    WIMBLEDON("Wimbledon", "grass"),
    US_OPEN("US Open", "hard");

    private final String title;
    private final String surface;

    GrandSlam(String title, String surface) {
        this.title = title;
        this.surface = surface;
    }

    /** The tournament's name. */
    public String title() {
        return title;
    }

    /** The surface since 1988: {@code "hard"}, {@code "clay"} or {@code "grass"}. */
    public String surface() {
        return surface;
    }
}
