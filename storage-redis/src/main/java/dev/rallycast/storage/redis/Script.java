package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What is done in one piece on the server; the texts are beside this class, and say what they take. */
enum Script {
    CREATE,
    OPEN,
    APPEND,
    END,
    RENEW,
    CLOSE,
    DELETE,
    SEEK,
    OPEN_PLAYBACK(Script.PLAYBACK),
    CHANGE_PLAYBACK(Script.PLAYBACK),
    HOLD_PLAYBACK(Script.PLAYBACK),
    TAKE_SEAT(Script.PLAYBACK),
    END_PLAYBACK(Script.PLAYBACK),
    TIME;

    private static final String PLAYBACK = "playback.lua";

    private final String text;
    private final String sha1;

    /** A script that is one file, or begins with others. */
    Script(String... before) {
        StringBuilder all = new StringBuilder();
        for (String file : before) {
            all.append(read(file));
        }
        text = all.append(read(name().toLowerCase(Locale.ROOT) + ".lua")).toString();
        try {
            sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private static String read(String file) {
        try (InputStream in = requireNonNull(Script.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    String text() {
        return text;
    }

    String sha1() {
        return sha1;
    }
}
