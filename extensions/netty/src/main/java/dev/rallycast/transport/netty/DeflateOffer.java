package dev.rallycast.transport.netty;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Chooses what is compressed of what a client offers, RFC 7692, section 7.1. */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    /** Neither side takes anything over from one message to the next: one compressed message does for all clients. */
    private static final String ACCEPTED = NAME + "; server_no_context_takeover; client_no_context_takeover";

    private static final String SERVER_WINDOW = "server_max_window_bits";
    /** The JDK compresses with no other window. */
    private static final String WINDOW_BITS = "15";

    private DeflateOffer() {}

    /**
     * The answer to the first offer that can be kept to.
     *
     * @param extensions the values of the request's headers {@code Sec-WebSocket-Extensions}
     */
    static Optional<String> accept(List<String> extensions) {
        for (String header : extensions) {
            for (String offer : header.split(",", -1)) {
                Optional<String> answer = answer(offer.split(";", -1));
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> answer(String[] offer) {
        if (!offer[0].strip().toLowerCase(Locale.ROOT).equals(NAME)) {
            return Optional.empty();
        }
        String answer = ACCEPTED;
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < offer.length; i++) {
            String[] parameter = offer[i].split("=", 2);
            String name = parameter[0].strip().toLowerCase(Locale.ROOT);
            String value = parameter.length == 1 ? "" : unquoted(parameter[1].strip());
            boolean known = switch (name) {
                case "server_no_context_takeover", "client_no_context_takeover" -> parameter.length == 1;
                case SERVER_WINDOW -> value.equals(WINDOW_BITS);
                case "client_max_window_bits" -> parameter.length == 1 || isWindow(value);
                default -> false;
            };
            if (!known || !seen.add(name)) {
                return Optional.empty();
            }
            if (name.equals(SERVER_WINDOW)) {
                answer += "; " + SERVER_WINDOW + "=" + WINDOW_BITS;
            }
        }
        return Optional.of(answer);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static boolean isWindow(String value) {
        return value.matches("8|9|1[0-5]");
    }
}
