package dev.rallycast.benchmarks.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.json.JsonControlProtocol;
import java.io.IOException;
import java.math.BigDecimal;

/** C5: the frame of an event whose payload is copied, against one whose payload is parsed and written again. */
final class EnvelopeRows {
    /** The peer is so much slower that it need not do as much in a round. */
    private static final int PEER_SHARE = 8;

    private static final long GAP = 1_000_000;

    private final ControlProtocol protocol = new JsonControlProtocol();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Pairs pairs;
    private final Report report;

    EnvelopeRows(Pairs pairs, Report report) {
        this.pairs = pairs;
        this.report = report;
    }

    void measure(Sizes sizes) throws IOException {
        row(sizes, "256 B", Events.payload(256), Limits.atLeast(8, 20, null));
        row(sizes, "2 KB", Events.payload(2_048), Limits.atLeast(40, 100, null));
    }

    private void row(Sizes sizes, String label, Payload payload, Limits limits) throws IOException {
        requireSame(payload);
        byte[] recorded = payload.bytes();
        int peerCount = Math.max(1, sizes.envelopes() / PEER_SHARE);
        report.add(Row.of(
                "C5",
                "frame of an event with a payload of " + label + ", times cheaper",
                "Jackson: parse the payload into a tree, add the envelope, write it",
                limits,
                pairs.measure(
                        sizes.warmups(),
                        sizes.rounds(),
                        round -> {
                            long bytes = 0;
                            for (int i = 0; i < sizes.envelopes(); i++) {
                                bytes += protocol.encode(Events.frame(i, i * GAP, payload))
                                        .size();
                            }
                            return bytes;
                        },
                        sizes.envelopes(),
                        round -> {
                            long bytes = 0;
                            for (int i = 0; i < peerCount; i++) {
                                bytes += tree(Events.frame(i, i * GAP, payload), recorded).length;
                            }
                            return bytes;
                        },
                        peerCount)));
    }

    private byte[] tree(Frame.Event frame, byte[] recorded) throws IOException {
        JsonNode data = mapper.readTree(recorded);
        ObjectNode root = mapper.createObjectNode();
        root.put("type", "event");
        root.put("epoch", frame.epoch());
        root.put("index", frame.event().index());
        root.put("time", new BigDecimal(MatchTime.seconds(frame.event().timeNanos())));
        root.put("kind", frame.event().kind());
        root.set("data", data);
        root.put("at_ms", frame.atMillis());
        return mapper.writeValueAsBytes(root);
    }

    private void requireSame(Payload payload) throws IOException {
        Frame.Event frame = Events.frame(17, 17 * GAP, payload);
        JsonNode ours = mapper.readTree(protocol.encode(frame).text());
        JsonNode peers = mapper.readTree(tree(frame, payload.bytes()));
        if (!ours.equals(peers)) {
            throw new IllegalStateException("the frames differ: " + ours + " and " + peers);
        }
    }
}
