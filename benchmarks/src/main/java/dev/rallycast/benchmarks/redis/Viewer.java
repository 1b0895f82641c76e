package dev.rallycast.benchmarks.redis;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import java.util.function.Consumer;

/** A client that takes whatever it is sent at once. */
final class Viewer implements ClientSession {
    private final String id;
    private final Consumer<WireMessage> heard;

    Viewer(String id, Consumer<WireMessage> heard) {
        this.id = id;
        this.heard = heard;
    }

    /** Whether a message is of a type. */
    static boolean is(String type, WireMessage message) {
        return message.text().startsWith("{\"type\":\"" + type + "\"");
    }

    /** The number of a field that the message has. */
    static long number(String field, WireMessage message) {
        String name = "\"" + field + "\":";
        String text = message.text();
        int from = text.indexOf(name) + name.length();
        int to = from;
        while (Character.isDigit(text.charAt(to)) || text.charAt(to) == '-') {
            to++;
        }
        return Long.parseLong(text.substring(from, to));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void send(WireMessage message, SendCallback callback) {
        heard.accept(message);
        callback.onComplete(null);
    }

    @Override
    public void ping() {}

    @Override
    public void close(CloseCode code) {}

    @Override
    public boolean isOpen() {
        return true;
    }
}
