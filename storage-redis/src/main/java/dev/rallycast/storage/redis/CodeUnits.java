package dev.rallycast.storage.redis;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.util.Arrays;

/**
 * Text as bytes that sort as the text does by code unit, and from which every text comes back, also one with unpaired
 * surrogates: each UTF-16 code unit as UTF-8 of its own (CESU-8). Without surrogates that is UTF-8.
 */
final class CodeUnits {
    private CodeUnits() {}

    static byte[] encode(String text) {
        byte[] out = new byte[text.length() * 3];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out[size++] = (byte) c;
            } else if (c < 0x800) {
                out[size++] = (byte) (0xc0 | (c >> 6));
                out[size++] = (byte) (0x80 | (c & 0x3f));
            } else {
                out[size++] = (byte) (0xe0 | (c >> 12));
                out[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                out[size++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        return Arrays.copyOf(out, size);
    }

    /**
     * The text of bytes.
     *
     * @throws CharacterCodingException if {@link #encode} does not make them of any text
     */
    static String decode(byte[] bytes) throws CharacterCodingException {
        StringBuilder out = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at] & 0xff;
            int length = length(lead);
            if (length == 0 || at + length > bytes.length) {
                throw new MalformedInputException(1);
            }
            int unit = length == 1 ? lead : lead & (0xff >> (length + 1));
            for (int i = 1; i < length; i++) {
                int next = bytes[at + i] & 0xff;
                if ((next & 0xc0) != 0x80) {
                    throw new MalformedInputException(length);
                }
                unit = (unit << 6) | (next & 0x3f);
            }
            if (length == 3 && unit < 0x800) {
                throw new MalformedInputException(length);
            }
            out.append((char) unit);
            at += length;
        }
        return out.toString();
    }

    /** How many bytes follow from the first one, with it; 0 if none begins like that. */
    private static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead >= 0xc2 && lead < 0xe0) {
            return 2;
        }
        return lead >= 0xe0 && lead < 0xf0 ? 3 : 0;
    }
}
