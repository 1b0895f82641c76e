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
    SEEK;

    private final String text;
    private final String sha1;

    Script() {
        String file = name().toLowerCase(Locale.ROOT) + ".lua";
        try (InputStream in = requireNonNull(Script.class.getResourceAsStream(file), file)) {
            byte[] bytes = in.readAllBytes();
            text = new String(bytes, UTF_8);
            sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    String text() {
        return text;
    }

    String sha1() {
        return sha1;
    }
}
