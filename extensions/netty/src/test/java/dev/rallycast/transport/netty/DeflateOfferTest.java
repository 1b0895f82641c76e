package dev.rallycast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {
    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "Permessage-Deflate;client_max_window_bits=10 ; server_no_context_takeover",
                "x-other, permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "permessage-deflate; unknown=1, permessage-deflate; client_max_window_bits=\"15\""
            })
    void anOfferThatCanBeKeptToIsAccepted(String offer) {
        assertThat(DeflateOffer.accept(List.of(offer))).contains(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x-webkit-deflate-frame",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; unknown"
            })
    void anyOtherIsNot(String offer) {
        assertThat(DeflateOffer.accept(List.of(offer))).isEmpty();
    }

    @Test
    void theLargestWindowIsConfirmedIfItIsAskedFor() {
        assertThat(DeflateOffer.accept(List.of("x-other", "permessage-deflate; server_max_window_bits=15")))
                .contains(ACCEPTED + "; server_max_window_bits=15");
    }
}
