package dev.rallycast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One encoded frame, shared by all who get it. Immutable and thread-safe; the text and a transport's own {@link Form}s are
 * made when they are first asked for and kept.
 */
public final class WireMessage {
    /** How many forms are kept, lest forms that are made anew for each call fill the memory. */
    private static final int MAX_FORMS = 4;

    private final byte[] utf8;
    // Benign races: two threads may both decode or make a form, and one of what they made is kept.
    private @Nullable String text;
    private @Nullable Made made;

    /**
     * What a transport makes of a message before it writes it, such as a frame with its header. A form is known by its
     * identity: make one and keep it, since each new one is made and kept anew.
     *
     * @param <T> what the message becomes: immutable or thread-safe, and with nothing to be released
     */
    @FunctionalInterface
    public interface Form<T> {
        /** Makes this of a message; may be called more than once for a message, also by two threads at a time. */
        T of(WireMessage message);
    }

    /** The forms made so far, the newest first. Final fields, so that it may be handed over by a race. */
    private record Made(
            Form<?> form,
            Object value,
            int length,
            @Nullable Made next) {}

    private WireMessage(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** A message of UTF-8 bytes; the array is not copied and must not be changed afterwards. */
    public static WireMessage ofUtf8(byte[] utf8) {
        return new WireMessage(utf8);
    }

    /** The size in bytes. */
    public int size() {
        return utf8.length;
    }

    /** The bytes as a read-only buffer. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /** The text. */
    public String text() {
        String decoded = text;
        if (decoded == null) {
            decoded = new String(utf8, UTF_8);
            text = decoded;
        }
        return decoded;
    }

    /**
     * The message in a transport's form, made when it is first asked for and then the same for all who ask, of the first
     * four forms of a message. Two threads that ask at the same time may get one each.
     */
    @SuppressWarnings("ReferenceEquality") // a form is known by its identity
    public <T> T in(Form<T> form) {
        for (Made found = made; found != null; found = found.next()) {
            if (found.form() == form) {
                @SuppressWarnings("unchecked") // it is what that form made
                T value = (T) found.value();
                return value;
            }
        }
        T value = requireNonNull(form.of(this), "value");
        // Read only now: making it may have taken a while.
        Made others = made;
        int length = others == null ? 1 : others.length() + 1;
        if (length <= MAX_FORMS) {
            made = new Made(form, value, length, others);
        }
        return value;
    }

    @Override
    public String toString() {
        return text();
    }
}
