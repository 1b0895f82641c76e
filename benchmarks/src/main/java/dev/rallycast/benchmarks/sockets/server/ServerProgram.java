package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.ProcessClock;
import dev.rallycast.benchmarks.sockets.CommandLoop;
import dev.rallycast.model.Payload;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.time.InstantSource;

/**
 * The server's process. Commands come by the standard input, one a line, and are answered by one line on the standard
 * output; it ends when the input does.
 */
public final class ServerProgram {
    private final Ticker ticker = Ticker.system();
    private final Payload payload;
    private final Acks acks;
    private final BareLoop bare;
    private final OurLoop ours;
    private final Host host;

    private ServerProgram(String container, int frameBytes) throws Exception {
        payload = Events.payloadOfFrame(frameBytes);
        acks = new Acks();
        bare = new BareLoop(acks, ticker, payload);
        ours = new OurLoop(acks, ticker, InstantSource.system(), payload);
        host = Host.of(container);
        host.start(ours.clients());
    }

    /** Starts the server of this name, whose loops send frames of about so many bytes. */
    public static void main(String... args) throws Exception {
        CommandLoop.run(() -> {
            ServerProgram program = new ServerProgram(args[0], Integer.parseInt(args[1]));
            return program::answer;
        });
    }

    private String answer(CommandLoop.Words words) throws IOException, InterruptedException {
        String command = words.next();
        switch (command) {
            case "acks" -> {
                return Integer.toString(acks.port());
            }
            case "port" -> {
                return Integer.toString(host.port(words.next()));
            }
            case "accept" -> acks.accept();
            case "live" -> ours.recordLive(words.next());
            case "recording" -> ours.recordPaced(words.next(), words.integer(), words.number(), words.number());
            case "collect" -> System.gc();
            case "halt" -> ours.halt(words.next());
            case "queued" -> {
                return Long.toString(ours.queuedBytes());
            }
            case "bare-sessions" -> host.sender(words.next(), words.integer());
            case "bare" -> {
                BareLoop.Sender sender = host.sender(words.next(), words.integer());
                int events = words.integer();
                return timed(() -> {
                    bare.closed(sender, events);
                    return 0;
                });
            }
            case "ours" -> {
                String game = words.next();
                int batch = words.integer();
                int steps = words.integer();
                return timed(() -> {
                    ours.closed(game, batch, steps);
                    return 0;
                });
            }
            case "bare-paced" -> {
                BareLoop.Sender sender = host.sender(words.next(), words.integer());
                int events = words.integer();
                long lead = words.number();
                long gap = words.number();
                return timed(() -> bare.paced(sender, events, lead, gap));
            }
            case "ours-paced" -> {
                String game = words.next();
                long lead = words.number();
                return timed(() -> ours.paced(game, lead));
            }
            default -> throw new IOException("command \"" + command + "\" is not known");
        }
        return "";
    }

    /** Work that gives a tick. */
    private interface Work {
        long run() throws IOException, InterruptedException;
    }

    /** Processor time of the whole process, time that passed, and the tick that the work gave. */
    private String timed(Work work) throws IOException, InterruptedException {
        ProcessClock.Reading cpu = ProcessClock.read();
        long wall = ticker.nanos();
        long tick = work.run();
        long wallNanos = ticker.nanos() - wall;
        return cpu.nanosUntil(ProcessClock.read()) + " " + wallNanos + " " + tick;
    }
}
