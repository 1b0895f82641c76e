package dev.rallycast.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.rallycast.model.User;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tickets that a host's own server gives to users whom it knows, and that they bring along in the query parameter
 * {@code ticket}. A ticket names a user and the moment at which it expires, and is signed with a secret key. Immutable,
 * thread-safe.
 *
 * <p>Form: {@code v1.<user>.<expires>.<signature>}; the user's id in UTF-8 and the signature are base64url without padding
 * (RFC 4648, section 5), {@code expires} is in decimal seconds since 1970, and the signature is the HMAC-SHA256 (RFC 2104) of
 * everything before the last point.
 */
public final class SignedTickets {
    /** The fewest bytes of a key, as many as a signature has (RFC 2104, section 3). */
    public static final int MIN_KEY_BYTES = 32;

    private static final String VERSION = "v1";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final List<byte[]> keys = new ArrayList<>();
    private final InstantSource clock;

    /**
     * Tickets that are signed with the first key, and accepted with any of them, so that a key can be changed while tickets of
     * the old one are still about.
     *
     * @throws IllegalArgumentException if there is no key, or one of less than {@link #MIN_KEY_BYTES}
     */
    public SignedTickets(List<byte[]> keys, InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key: expected at least one");
        }
        for (byte[] key : keys) {
            if (key.length < MIN_KEY_BYTES) {
                throw new IllegalArgumentException(
                        "a key has " + key.length + " bytes: expected at least " + MIN_KEY_BYTES);
            }
            this.keys.add(key.clone());
        }
    }

    /** Tickets that are signed with one key. */
    public SignedTickets(byte[] key, InstantSource clock) {
        this(List.of(key), clock);
    }

    /**
     * A ticket for a user, valid from now on for so long, to the second.
     *
     * @throws IllegalArgumentException if the validity is not above zero
     */
    public String issue(User user, Duration validity) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("validity is " + validity + ": expected above 0");
        }
        String signed = VERSION + "." + ENCODER.encodeToString(user.id().getBytes(UTF_8)) + "."
                + clock.instant().plus(validity).getEpochSecond();
        return signed + "." + ENCODER.encodeToString(signature(keys.get(0), signed));
    }

    /**
     * Whose a ticket is, and until when.
     *
     * @throws AuthenticationException if it was not issued with one of the keys, or has expired
     */
    public Identity verify(String ticket) throws AuthenticationException {
        int end = ticket.lastIndexOf('.');
        String[] parts = ticket.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals(VERSION) || !isSigned(ticket.substring(0, end), parts[3])) {
            throw AuthenticationException.unknown("the ticket is not valid");
        }
        // What is signed was written by issue, and so can be read.
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[2]));
        if (!clock.instant().isBefore(expires)) {
            throw AuthenticationException.unknown("the ticket has expired");
        }
        return Identity.until(User.named(text(DECODER.decode(parts[1]))), expires);
    }

    /** Lets in who brings a valid ticket in the query parameter {@code ticket}, until it expires. */
    public Authenticator authenticator() {
        return handshake -> verify(handshake
                .parameter("ticket")
                .orElseThrow(() -> AuthenticationException.unknown("the parameter ticket is missing")));
    }

    private boolean isSigned(String signed, String signature) {
        byte[] given;
        try {
            given = DECODER.decode(signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean found = false;
        for (byte[] key : keys) {
            // In constant time, so that nobody finds a signature byte by byte.
            found |= MessageDigest.isEqual(signature(key, signed), given);
        }
        return found;
    }

    private static byte[] signature(byte[] key, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(signed.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is not there, which every Java platform has", e);
        }
    }

    private static String text(byte[] utf8) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a signed user id is not UTF-8", e);
        }
    }
}
