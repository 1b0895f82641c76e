package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.LogText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client is sent, with one send in flight. It comes from two places: the lane holds replies, each with the place in
 * the audience's log that it follows; the log holds everything else, and is read through a cursor. Session loop only.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /**
     * Something in the lane; it is taken when everything before its place in the log has been read.
     *
     * @param log the log, or null if the item waits for nothing
     * @param then what to do when it is taken
     * @param always whether that is to be done also if the connection is lost before
     * @param reply whether it counts as a reply that waits
     */
    private record Item(
            @Nullable AudienceLog log,
            long after,
            @Nullable WireMessage message,
            @Nullable Runnable then,
            boolean always,
            boolean reply) {
        static Item message(WireMessage message) {
            return new Item(null, 0, message, null, false, false);
        }

        static Item step(Runnable then) {
            return new Item(null, 0, null, then, false, false);
        }
    }

    private static final long[] NO_DUES = {};

    private final ClientSession session;
    private final Loop loop;
    /** What makes batches, if the client takes them. */
    private final @Nullable Batches batches;
    /** The messages in flight, if that is of interest: one, or those of a batch. */
    private List<WireMessage> gathered = List.of();

    private final Engine engine;
    private final Connection connection;
    /** What waits for its turn; most of the time nothing does. */
    private @Nullable Deque<Item> lane;
    /** The log that is read. */
    private @Nullable Subscription subscription;
    /** How many items of the lane are replies; what a playback tells a joiner is not the client's doing. */
    private int pendingReplies;

    private boolean shut;
    private boolean pumping;
    /** What sends if something is in flight, and for good if sends end later. */
    private @Nullable Sending sending;
    /** Whether the transport has ever taken a message later than when it was handed it. */
    private boolean late;
    // If anybody measures: when the message that was taken last was due, and those of the batch.
    private long due = Loop.NEVER;
    private long[] dues = NO_DUES;
    /** When the last send began that began here. */
    private long sentAt;

    /** An empty outbox; the connection is closed when the client must go. */
    Outbox(ClientSession session, Loop loop, Batches batches, Engine engine, Connection connection) {
        this.session = session;
        this.batches = session.takesBatches() ? batches : null;
        this.loop = loop;
        this.engine = engine;
        this.connection = connection;
        sentAt = loop.now();
    }

    boolean isSending() {
        return !settle();
    }

    /** The tick at which the last send began. */
    long sentAt() {
        Subscription reading = subscription;
        return reading != null && reading.sentAt() - sentAt > 0 ? reading.sentAt() : sentAt;
    }

    /** What is read of the log, or null if none is read. */
    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** The member whose log is read, or null if none is. */
    @Nullable
    Member reads() {
        Subscription reading = subscription;
        return reading == null ? null : reading.member();
    }

    /** Adds a reply behind a place in a log, or at once if the log is null. */
    void reply(@Nullable AudienceLog log, long after, WireMessage message) {
        if (shut) {
            return;
        }
        if (pendingReplies >= engine.limits.maxPendingReplies()) {
            // Whoever asks on and on without reading the answers.
            connection.close(CloseCode.RATE_LIMITED);
            return;
        }
        pendingReplies++;
        queue().add(new Item(log, after, message, null, false, true));
        pump();
    }

    /** Adds messages, and reads another log behind them. */
    void follow(List<WireMessage> prelude, Subscription to) {
        for (WireMessage message : prelude) {
            queue().add(Item.message(message));
        }
        queue().add(Item.step(() -> read(to)));
        pump();
    }

    /** Goes on with what was missed of the log that is read, and then from another place in it. */
    void goOn(List<WireMessage> missed, Subscription to) {
        // Before what is in the lane already: that waits for places from which the log is not read any more.
        queue().addFirst(Item.step(() -> read(to)));
        for (int i = missed.size() - 1; i >= 0; i--) {
            queue().addFirst(Item.message(missed.get(i)));
        }
        pump();
    }

    /** Forgets the rest of the log that is read, if it was lost. */
    void skipToEnd() {
        Subscription reading = subscription;
        if (reading != null) {
            reading.moveTo(reading.log().head());
            reading.lost = false;
            pump();
        }
    }

    /** Adds a last message behind a place in a member's log, which is no longer read then. */
    void unfollow(Member of, long after, WireMessage last) {
        AudienceLog log = of.playback().audience().log;
        Runnable stop = () -> {
            if (of.equals(reads())) {
                read(null);
            }
        };
        queue().add(new Item(log, after, last, stop, false, false));
        pump();
    }

    /** Does something when everything before a place in a log was taken, or is not wanted any more. */
    void whenRead(AudienceLog log, long place, Runnable then) {
        queue().add(new Item(log, place, null, then, true, false));
        pump();
    }

    /** Adds a message behind everything, and closes when it has gone out. */
    void finish(WireMessage last, CloseCode code) {
        queue().add(Item.message(last));
        queue().add(Item.step(() -> connection.close(code)));
        pump();
    }

    /** Nothing is sent any more. */
    void shut() {
        shut = true;
        read(null);
        // Whoever waits for this client to read must not wait for ever.
        Deque<Item> left = queue();
        lane = null;
        for (Item item : left) {
            if (item.always() && item.then() != null) {
                item.then().run();
            }
        }
    }

    /** The place among the members of the audience's group has changed. */
    void movedTo(int slot) {
        if (subscription != null) {
            subscription.movedTo(slot);
        }
    }

    /** Sends what there is to send, as long as the transport takes it. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            do {
                sendAll();
            } while (hasEndedMeanwhile());
        } finally {
            pumping = false;
            setReady();
        }
    }

    private void sendAll() {
        while (!shut && settle()) {
            WireMessage message = next(true);
            if (message == null) {
                break;
            }
            send(gather(message));
        }
    }

    /** Sees to it that the loop is told of the end of the send in flight if there is more to send; true if it has ended already. */
    private boolean hasEndedMeanwhile() {
        return sending != null && !sending.isIdle() && !shut && hasMore() && !sending.await();
    }

    private boolean hasMore() {
        Subscription reading = subscription;
        return lane != null || (reading != null && reading.hasMore());
    }

    /** A send has ended of which the loop was to be told. */
    void sendEnded() {
        settle();
        pump();
    }

    /** Looks whether the send in flight has ended; whether none is in flight. */
    boolean settle() {
        Sending done = sending;
        if (done == null || done.isIdle()) {
            return true;
        }
        if (!done.hasEnded()) {
            return false;
        }
        Sending.End how = done.end();
        if (!late) {
            sending = null;
        }
        sent(how);
        setReady();
        return true;
    }

    /**
     * Sends what came next in the log, of which this outbox was not asked, as if it had been; whether that is done already.
     * Only if sends end later.
     */
    boolean sendAhead(WireMessage message) {
        Sending next = requireNonNull(sending, "sending");
        boolean done = false;
        try {
            next.start(session, message);
            done = next.endIfTaken();
        } finally {
            if (!done) {
                pump();
            }
        }
        return done;
    }

    /** What was sent without this outbox was not done at once: it is in flight, or it has failed. */
    void takeOver(Sending begun) {
        sending = begun;
        late = true;
        pump();
    }

    /** Says whether what comes next in the log may be sent without a look at this outbox. */
    private void setReady() {
        if (subscription != null) {
            boolean idle = sending == null || sending.isIdle();
            subscription.setReady(idle && !shut && lane == null && batches == null && !engine.meter.isOn(), late);
        }
    }

    private void read(@Nullable Subscription to) {
        Subscription from = subscription;
        if (from != null) {
            sentAt = sentAt();
            from.end();
            if (to != null && to.member().equals(from.member())) {
                to.inherit(from);
            }
        }
        subscription = to;
        if (to != null) {
            Member of = to.member();
            to.begin(this, session, sentAt);
            of.playback().loop().execute(() -> of.playback().attached(of));
        }
    }

    /** What is sent now: a message, with what is there to send behind it if the client takes batches. */
    private WireMessage gather(WireMessage first) {
        if (batches == null && !engine.meter.isOn()) {
            return first;
        }
        gathered = new ArrayList<>(1);
        gathered.add(first);
        note(0);
        if (batches == null) {
            return first;
        }
        int bytes = first.size();
        while (gathered.size() < Batches.MAX_MESSAGES && bytes < Batches.ENOUGH_BYTES) {
            WireMessage more = next(false);
            if (more == null) {
                break;
            }
            gathered.add(more);
            note(gathered.size() - 1);
            bytes += more.size();
        }
        return gathered.size() == 1 ? first : batches.of(gathered);
    }

    private void note(int part) {
        if (engine.meter.isOn()) {
            if (part >= dues.length) {
                dues = Arrays.copyOf(dues, Math.max(1, 2 * part));
            }
            dues[part] = due;
        }
    }

    /**
     * Takes the next message.
     *
     * @param steps whether what is to be done between messages is done; otherwise nothing beyond it is taken
     */
    private @Nullable WireMessage next(boolean steps) {
        due = Loop.NEVER;
        while (!shut) {
            Subscription reading = subscription;
            WireMessage held = reading == null ? null : reading.takeHeld();
            if (held != null) {
                return held;
            }
            Item item = lane == null ? null : lane.peek();
            if (item != null && (reading == null || reading.log() != item.log() || reading.cursor() >= item.after())) {
                if (!steps && item.then() != null) {
                    return null;
                }
                take();
                if (item.message() != null) {
                    return item.message();
                }
                continue;
            }
            if (reading == null
                    || reading.lost
                    || reading.cursor() >= reading.log().head()) {
                return null;
            }
            LogEntry entry = reading.log().read(reading.cursor());
            if (entry == null) {
                if (steps) {
                    lose(reading);
                }
                return null;
            }
            reading.moveTo(reading.cursor() + 1);
            WireMessage message = reading.take(entry);
            if (message != null) {
                if (engine.meter.isOn()) {
                    due = entry.due();
                }
                return message;
            }
        }
        return null;
    }

    private Deque<Item> queue() {
        Deque<Item> items = lane;
        if (items == null) {
            items = new ArrayDeque<>(1);
            lane = items;
        }
        return items;
    }

    private void take() {
        Item item = queue().remove();
        if (queue().isEmpty()) {
            lane = null;
        }
        if (item.reply()) {
            pendingReplies--;
        }
        if (item.then() != null) {
            item.then().run();
        }
    }

    private void lose(Subscription reading) {
        reading.lost = true;
        Member of = reading.member();
        engine.meter.lagged(of.playback().handle(), of.role());
        if (engine.lag == LagPolicy.CLOSE) {
            connection.close(CloseCode.SLOW_CONSUMER);
            return;
        }
        Seen seen = reading.seen();
        of.playback().loop().execute(() -> of.playback().catchUp(of, seen));
    }

    private void send(WireMessage message) {
        sentAt = loop.now();
        Sending next = sending == null ? new Sending(loop, this, engine.meter.isOn()) : sending;
        sending = next;
        try {
            next.start(session, message);
        } finally {
            late |= !next.hasEnded();
            settle();
        }
    }

    private void sent(Sending.End how) {
        Throwable failure = how.failure();
        if (failure == null && engine.meter.isOn()) {
            noteSent(how.at());
        }
        if (!gathered.isEmpty()) {
            gathered = List.of();
        }
        if (failure != null && !shut) {
            LOG.debug("connection {}: a send failed", LogText.of(session.id()), LogText.of(failure));
            connection.close(CloseCode.INTERNAL);
        }
    }

    private void noteSent(long takenAt) {
        for (int i = 0; i < gathered.size(); i++) {
            long since = i < dues.length ? dues[i] : Loop.NEVER;
            engine.meter.sent(
                    gathered.get(i).size(),
                    since == Loop.NEVER ? ClientListener.NOT_TIMED : Math.max(0, takenAt - since));
        }
    }
}
