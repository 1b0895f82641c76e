package dev.rallycast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WireMessageTest {
    private final AtomicInteger made = new AtomicInteger();
    private final WireMessage message = WireMessage.ofUtf8("h\u00e9llo".getBytes(UTF_8));

    private WireMessage.Form<StringBuilder> form(String prefix) {
        return from -> {
            made.incrementAndGet();
            return new StringBuilder(prefix).append(from.text());
        };
    }

    @Test
    void sizeAndBufferAreOfTheBytesAndTheTextIsDecodedOnce() {
        assertThat(message.size()).isEqualTo(6);
        assertThat(message.text()).isEqualTo("h\u00e9llo").isSameAs(message.text());
        assertThatThrownBy(() -> message.buffer().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void aFormIsMadeOnceAndSharedByAllWhoAsk() {
        WireMessage.Form<StringBuilder> form = form("a ");

        StringBuilder first = message.in(form);

        assertThat(first).hasToString("a h\u00e9llo").isSameAs(message.in(form));
        assertThat(made).hasValue(1);
    }

    @Test
    void formsOfOneMessageStandSideBySide() {
        WireMessage.Form<StringBuilder> plain = form("plain ");
        WireMessage.Form<StringBuilder> packed = form("packed ");

        StringBuilder first = message.in(plain);
        StringBuilder second = message.in(packed);

        assertThat(message.in(plain)).isSameAs(first).hasToString("plain h\u00e9llo");
        assertThat(message.in(packed)).isSameAs(second).hasToString("packed h\u00e9llo");
        assertThat(made).hasValue(2);
    }

    @Test
    void messagesDoNotShareForms() {
        WireMessage.Form<StringBuilder> form = form("");

        assertThat(message.in(form))
                .isNotSameAs(WireMessage.ofUtf8(new byte[] {'x'}).in(form));
    }

    @Test
    void noMoreThanFourFormsAreKept() {
        List<WireMessage.Form<StringBuilder>> forms = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            forms.add(form(i + " "));
            message.in(forms.get(i));
        }
        made.set(0);

        for (WireMessage.Form<StringBuilder> form : forms) {
            assertThat(message.in(form)).hasToString(forms.indexOf(form) + " h\u00e9llo");
        }

        assertThat(made).hasValue(2);
    }

    @Test
    void aFormWithoutAValueIsRefused() {
        WireMessage.Form<StringBuilder> nothing = new WireMessage.Form<>() {
            @Override
            @SuppressWarnings("NullAway") // the mistake
            public StringBuilder of(WireMessage from) {
                return null;
            }
        };

        assertThatThrownBy(() -> message.in(nothing)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Timeout(60)
    void threadsThatAskAtTheSameTimeAllGetARightForm() throws Exception {
        int threads = 4;
        WireMessage.Form<StringBuilder> one = form("one ");
        WireMessage.Form<StringBuilder> two = form("two ");
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            for (int round = 0; round < 500; round++) {
                WireMessage shared = WireMessage.ofUtf8(Integer.toString(round).getBytes(UTF_8));
                List<Future<String>> asked = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    boolean even = i % 2 == 0;
                    asked.add(pool.submit(() -> {
                        start.await();
                        return shared.in(even ? one : two).toString();
                    }));
                }
                for (int i = 0; i < threads; i++) {
                    assertThat(asked.get(i).get(30, TimeUnit.SECONDS))
                            .isEqualTo((i % 2 == 0 ? "one " : "two ") + round);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
