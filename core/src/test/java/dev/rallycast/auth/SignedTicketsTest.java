package dev.rallycast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.model.User;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTicketsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SignedTickets tickets = new SignedTickets(key(1), InstantSource.fixed(NOW));

    private static byte[] key(int fill) {
        byte[] key = new byte[SignedTickets.MIN_KEY_BYTES];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private static SignedTickets at(Instant moment) {
        return new SignedTickets(key(1), InstantSource.fixed(moment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "Ann.B", "日本 🎾", "..", "v1", "a+b/c=="})
    void aTicketNamesItsUserAndItsEnd(String id) throws Exception {
        String ticket = tickets.issue(User.named(id), Duration.ofMinutes(5));
        assertThat(ticket).matches("v1\\.[\\w-]+\\.1767225900\\.[\\w-]{43}");
        assertThat(tickets.verify(ticket)).isEqualTo(Identity.until(User.named(id), NOW.plus(Duration.ofMinutes(5))));
    }

    @Test
    void aTicketIsAsDocumented() {
        // Computed with Python: hmac.new(bytes([1]) * 32, b'v1.YW5u.1767225900', hashlib.sha256)
        assertThat(tickets.issue(User.named("ann"), Duration.ofMinutes(5)))
                .isEqualTo("v1.YW5u.1767225900.KTatVghtuym_KQO5wJXodhhK4uapl0SDct9RegiChGY");
    }

    @Test
    void aTicketExpires() throws Exception {
        String ticket = tickets.issue(User.named("ann"), Duration.ofSeconds(60));
        assertThat(at(NOW.plusMillis(59_999)).verify(ticket).user()).isEqualTo(User.named("ann"));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> at(NOW.plusSeconds(60)).verify(ticket))
                .withMessage("the ticket has expired");
    }

    @Test
    void everyChangedCharacterMakesATicketInvalid() {
        String ticket = tickets.issue(User.named("ann"), Duration.ofMinutes(5));
        for (int i = 0; i < ticket.length() - 1; i++) {
            for (char other : "A.0_~é".toCharArray()) {
                String changed = ticket.substring(0, i) + other + ticket.substring(i + 1);
                if (!changed.equals(ticket)) {
                    assertInvalid(tickets, changed);
                }
            }
        }
    }

    @Test
    void everyCutTicketIsInvalid() {
        String ticket = tickets.issue(User.named("ann"), Duration.ofMinutes(5));
        for (int end = 0; end < ticket.length(); end++) {
            assertInvalid(tickets, ticket.substring(0, end));
        }
        assertInvalid(tickets, ticket + ".");
        assertInvalid(tickets, ticket + "." + ticket);
    }

    @Test
    void aTicketOfAnotherKeyIsInvalid() {
        SignedTickets others = new SignedTickets(key(2), InstantSource.fixed(NOW));
        assertInvalid(tickets, others.issue(User.named("ann"), Duration.ofMinutes(5)));
    }

    @Test
    void aKeyCanBeChangedWhileOldTicketsAreAbout() throws Exception {
        String old = tickets.issue(User.named("ann"), Duration.ofMinutes(5));
        SignedTickets changed = new SignedTickets(List.of(key(2), key(1)), InstantSource.fixed(NOW));
        assertThat(changed.verify(old).user()).isEqualTo(User.named("ann"));
        assertInvalid(tickets, changed.issue(User.named("ann"), Duration.ofMinutes(5)));
    }

    @Test
    void shortKeysAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignedTickets("secret".getBytes(StandardCharsets.UTF_8), InstantSource.system()))
                .withMessage("a key has 6 bytes: expected at least 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignedTickets(List.of(), InstantSource.system()))
                .withMessage("there is no key: expected at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tickets.issue(User.named("ann"), Duration.ZERO))
                .withMessage("validity is PT0S: expected above 0");
    }

    @Test
    void aSignatureOfSomethingElseDoesNotCount() {
        String ticket = tickets.issue(User.named("ann"), Duration.ofMinutes(5));
        String bob = Base64.getUrlEncoder().withoutPadding().encodeToString("bob".getBytes(StandardCharsets.UTF_8));
        assertInvalid(tickets, ticket.replace(".YW5u.", "." + bob + "."));
    }

    private static void assertInvalid(SignedTickets tickets, String ticket) {
        assertThatExceptionOfType(AuthenticationException.class)
                .as(ticket)
                .isThrownBy(() -> tickets.verify(ticket))
                .withMessage("the ticket is not valid");
    }
}
