package dev.rallycast.spi;

/**
 * Takes what comes in on one connection. A transport calls it from any thread, one call at a time, and in the order in
 * which things came in. No method blocks or throws.
 */
public interface SessionHandler {
    /** A complete text message. */
    void onText(String text);

    /** Something that is not a text message, which the protocol has no use for; the session is closed. */
    void onBinary();

    /** A message that the transport refused to read because of its size. */
    void onTooLarge();

    /** The answer to {@link ClientSession#ping()}. */
    void onPong();

    /** The connection is gone, for whatever reason; nothing comes after. More calls than one do no harm. */
    void onClosed();
}
