package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of any variety that follow from a seed and their index alone, so that whoever reads them can tell a wrong one. */
final class SampleEvents {
    private static final String[] TEXTS = {
        "plain",
        "é",
        "日本語",
        "🎾🏆",
        "\\\"quoted\\\"",
        "\\u0000\\n\\t",
        "a}b{c,\\\"crc\\\":\\\"",
        "\u202eright to left",
        ""
    };

    private final long seed;
    private final int longest;
    private final int oneIn;

    SampleEvents(long seed) {
        this(seed, 400, 10);
    }

    /**
     * @param longest bounds the characters of a long text
     * @param oneIn of so many events one has a long text
     */
    SampleEvents(long seed, int longest, int oneIn) {
        this.seed = seed;
        this.longest = longest;
        this.oneIn = oneIn;
    }

    EventDraft draft(long index) {
        // Mixed, since neighbouring seeds give similar first numbers.
        Random random = new Random((seed * 0x9e3779b97f4a7c15L) ^ (index * 0xd1342543de82ef95L));
        String mark = random.nextInt(8) == 0 ? TEXTS[random.nextInt(4)] : null;
        long timeNanos = index * 1_000_000_000L + random.nextInt(1_000_000) * 1_000L;
        return new EventDraft(timeNanos, kind(random), mark, Payload.of(json(random, index)));
    }

    List<EventDraft> drafts(long from, long to) {
        List<EventDraft> drafts = new ArrayList<>();
        for (long index = from; index < to; index++) {
            drafts.add(draft(index));
        }
        return drafts;
    }

    /** Whether this is the event that was recorded at its index, unchanged. */
    boolean isOwn(GameEvent event) {
        EventDraft draft = draft(event.index());
        return event.timeNanos() == draft.timeNanos()
                && event.kind().equals(draft.kind())
                && String.valueOf(event.mark()).equals(String.valueOf(draft.mark()))
                && event.data().equals(draft.data());
    }

    private static String kind(Random random) {
        return random.nextInt(6) == 0 ? TEXTS[random.nextInt(4)] : "point";
    }

    private String json(Random random, long index) {
        if (random.nextInt(oneIn) == 0) {
            return "{\"n\":" + index + ",\"long\":\"" + "x".repeat(random.nextInt(longest)) + "\"}";
        }
        return switch (random.nextInt(9)) {
            // No room for the number, but there is nothing smaller.
            case 0 -> "{}";
            case 1 -> "[" + index + ",null,true,-0.5e-3,\"" + text(random) + "\"]";
            case 2 -> "{\"n\":" + index + ",\"deep\":" + "[".repeat(20) + "{}" + "]".repeat(20) + "}";
            case 3 -> "{ \"n\" : " + index + " , \"spaced\" : [ 1 , 2 ] }";
            default -> "{\"n\":" + index + ",\"text\":\"" + text(random) + "\"}";
        };
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }
}
