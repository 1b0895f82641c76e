package dev.rallycast.storage.file;

import java.util.Arrays;

/** Remembers how the last few names of one sort are written, since a match has few kinds of events. Not thread-safe. */
final class EncodedNames {
    /** A comma, a key and a name. */
    static final class Member {
        private final String name;
        private final byte[] text;
        private final long[] words;

        private Member(String key, String name) {
            this.name = name;
            ByteBuilder member = new ByteBuilder().member(key, name);
            text = Arrays.copyOf(member.array(), member.size());
            words = new long[(text.length + Long.BYTES - 1) / Long.BYTES];
            for (int i = text.length - 1; i >= 0; i--) {
                words[i / Long.BYTES] = words[i / Long.BYTES] << 8 | (text[i] & 0xff);
            }
        }

        int length() {
            return text.length;
        }

        /** Writes it, and perhaps up to seven bytes behind it, and returns where it ends. */
        int copyTo(byte[] target, int at) {
            for (int i = 0; i < words.length; i++) {
                Words.put(target, at + i * Long.BYTES, words[i]);
            }
            return at + text.length;
        }
    }

    /** A power of two. */
    private static final int KEPT = 8;

    private final String key;
    private final Member[] members = new Member[KEPT];

    EncodedNames(String key) {
        this.key = key;
        Arrays.fill(members, new Member(key, ""));
    }

    /** The member with a name that is not empty. */
    Member member(String name) {
        // A string remembers its hash.
        int place = name.hashCode() & (KEPT - 1);
        Member member = members[place];
        if (!member.name.equals(name)) {
            member = new Member(key, name);
            members[place] = member;
        }
        return member;
    }
}
