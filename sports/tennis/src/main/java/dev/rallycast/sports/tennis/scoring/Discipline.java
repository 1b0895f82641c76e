package dev.rallycast.sports.tennis.scoring;

/** Who plays: singles, doubles or mixed doubles. */
public enum Discipline {
    MENS_SINGLES("men's singles"),
    WOMENS_SINGLES("women's singles"),
    MENS_DOUBLES("men's doubles"),
    WOMENS_DOUBLES("women's doubles"),
    MIXED_DOUBLES("mixed doubles");

    private final String text;

    Discipline(String text) {
        this.text = text;
    }

    /** The name in plain words, {@code "men's singles"}. */
    public String text() {
        return text;
    }

    /** Whether a side is a pair. */
    public boolean isDoubles() {
        return this == MENS_DOUBLES || this == WOMENS_DOUBLES || this == MIXED_DOUBLES;
    }
}
