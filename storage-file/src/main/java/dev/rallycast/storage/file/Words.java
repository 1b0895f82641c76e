package dev.rallycast.storage.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Makes ASCII text eight characters at once, as words whose lowest byte is the first character. */
final class Words {
    private static final VarHandle IN_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long ZEROS = ONES * '0';
    private static final long AFTER_NINE = 'a' - '0' - 10;

    private Words() {}

    /** At most eight characters, with zeros behind them. */
    static long of(String ascii) {
        long word = 0;
        for (int i = ascii.length() - 1; i >= 0; i--) {
            word = (word << 8) | ascii.charAt(i);
        }
        return word;
    }

    static void put(byte[] target, int at, long word) {
        IN_BYTES.set(target, at, word);
    }

    /** The eight hexadecimal digits of a number. */
    static long hex(int value) {
        // Each nibble in a byte of its own.
        long word = Integer.toUnsignedLong(value);
        word = (word | word << 16) & 0x0000_ffff_0000_ffffL;
        word = (word | word << 8) & 0x00ff_00ff_00ff_00ffL;
        word = (word | word << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
        long letters = ((word + ONES * 6) >>> 4) & ONES;
        return Long.reverseBytes(word + ZEROS + letters * AFTER_NINE);
    }

    /** The values, not yet characters, of the eight decimal digits of a number below 100 million. */
    static long decimals(int value) {
        // Halves of four digits, quarters of two, then digits; a product with a shift divides all of them at once.
        long word = value / 10_000 | (long) (value % 10_000) << 32;
        long quotients = ((word * 5243) >>> 19) & 0x0000_007f_0000_007fL;
        word = quotients | (word - quotients * 100) << 16;
        quotients = ((word * 103) >>> 10) & 0x000f_000f_000f_000fL;
        return quotients | (word - quotients * 10) << 8;
    }

    /** The characters of digits. */
    static long text(long decimals) {
        return decimals + ZEROS;
    }
}
