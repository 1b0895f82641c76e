package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Names of files for game ids, see {@code docs/recording-format.md}, "File names". Two ids never share a name, not even
 * where case or Unicode form doesn't count, and no name is special to a file system.
 */
final class FileNames {
    static final String SUFFIX = ".jsonl";
    /** Behind the whole name of a file that is compressed. */
    static final String GZIP_SUFFIX = ".gz";
    /** Of a recording in compressed form. */
    static final String COMPRESSED_SUFFIX = SUFFIX + GZIP_SUFFIX;

    static final String INDEX_SUFFIX = ".idx";
    /** Behind the whole name of a file that is not complete yet. */
    static final String TEMPORARY_SUFFIX = ".tmp";

    static final String LOCK_FILE = ".rallycast.lock";

    /** Leaves room for suffixes in the 255 bytes that file systems allow. */
    private static final int MAX_STEM = 200;

    private static final int HASHED_PREFIX = 128;
    private static final char HASH_SEPARATOR = '~';
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");
    private static final HexFormat HEX = HexFormat.of();

    private FileNames() {}

    /** The file name of a valid game id, without its suffix. */
    static String stem(String gameId) {
        String escaped = escape(gameId);
        if (escaped.length() <= MAX_STEM) {
            return escaped;
        }
        int cut = HASHED_PREFIX;
        int percent = escaped.lastIndexOf('%', cut - 1);
        if (percent > cut - 3) {
            cut = percent;
        }
        return escaped.substring(0, cut) + HASH_SEPARATOR + HEX.formatHex(sha256(gameId.getBytes(UTF_8)));
    }

    /** Whether a stem carries a hash, so that only the header tells the id. */
    static boolean isHashed(String stem) {
        return stem.indexOf(HASH_SEPARATOR) >= 0;
    }

    /** The game id of a stem that is not hashed; empty if {@link #stem} never gives it. */
    static Optional<String> gameId(String stem) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(stem.length());
        for (int i = 0; i < stem.length(); i++) {
            char c = stem.charAt(i);
            if (c != '%') {
                utf8.write(c);
            } else if (i + 2 < stem.length()
                    && HexFormat.isHexDigit(stem.charAt(i + 1))
                    && HexFormat.isHexDigit(stem.charAt(i + 2))) {
                utf8.write(HexFormat.fromHexDigits(stem, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        String id = utf8.toString(UTF_8);
        return !id.isEmpty() && stem(id).equals(stem) ? Optional.of(id) : Optional.empty();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String escape(String gameId) {
        StringBuilder out = new StringBuilder(gameId.length() + 16);
        for (byte b : gameId.getBytes(UTF_8)) {
            if (isPlain(b)) {
                out.append((char) b);
            } else {
                out.append('%');
                HEX.toHexDigits(out, b);
            }
        }
        // Windows takes "con.jsonl" for the console.
        if (DEVICES.contains(out.toString())) {
            String first = "%" + HEX.toHexDigits((byte) out.charAt(0));
            out.replace(0, 1, first);
        }
        return out.toString();
    }

    private static boolean isPlain(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
    }
}
