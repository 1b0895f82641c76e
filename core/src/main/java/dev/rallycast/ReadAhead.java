package dev.rallycast;

import dev.rallycast.model.CorruptRecordingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The block from which a playback takes its next event, and the one after it, read before it is needed. Loop only. */
final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private final LoopDriver driver;
    private final Timeline timeline;
    private @Nullable PacedBlock current;
    private long prefetched = -1;

    ReadAhead(LoopDriver driver, Timeline timeline) {
        this.driver = driver;
        this.timeline = timeline;
    }

    /** The block that holds an event, if it is at hand. */
    @Nullable
    PacedBlock blockOf(long index) {
        PacedBlock block = current;
        if (block == null || !block.block.holds(index)) {
            block = timeline.cached(Block.numberOf(index));
            if (block != null && !block.block.holds(index)) {
                block = null;
            }
            current = block;
        }
        return block;
    }

    /** Uses a block that was read elsewhere. */
    void use(PacedBlock block) {
        current = block;
    }

    /** Lets the block behind the one that holds an event be read, once half of that is out. */
    void prefetchBehind(long index) {
        long following = Block.numberOf(index) + 1;
        boolean half = index % Block.SIZE >= Block.SIZE / 2;
        if (half
                && prefetched != following
                && following * Block.SIZE < timeline.tape.extent().size()) {
            prefetched = following;
            if (timeline.cached(following) == null) {
                driver.block(() -> prefetch(following));
            }
        }
    }

    private void prefetch(long number) {
        try {
            timeline.load(number);
        } catch (RuntimeException | Error e) {
            // It is read again, and the failure dealt with, when its first event is wanted.
            LOG.debug("game {}: reading ahead failed", timeline.tape.game().id(), e);
        }
    }

    /**
     * The block that holds an event which is there. Blocks; any thread.
     *
     * @throws CorruptRecordingException if the recording does not give the event
     */
    PacedBlock load(long index) {
        PacedBlock block = timeline.load(Block.numberOf(index));
        if (!block.block.holds(index)) {
            throw new CorruptRecordingException("game " + timeline.tape.game().id() + ": event " + index
                    + " can't be read, though the recording has "
                    + timeline.tape.extent().size());
        }
        return block;
    }
}
