package dev.rallycast.benchmarks.sockets.receiver;

import dev.rallycast.benchmarks.sockets.CommandLoop;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.FutureTask;

/**
 * The clients' process: one thread reads all connections, another one takes the commands, as {@link CommandLoop} says.
 */
public final class ReceiverProgram {
    private final Clients clients;

    private ReceiverProgram(Clients clients) {
        this.clients = clients;
    }

    /** Starts without any connection. */
    public static void main(String... args) {
        CommandLoop.run(() -> {
            ReceiverProgram program = new ReceiverProgram(new Clients(Ticker.system()));
            Thread reader = new Thread(program.clients, "clients");
            reader.setDaemon(true);
            reader.start();
            return program::answer;
        });
    }

    private String answer(CommandLoop.Words words) throws Exception {
        String command = words.next();
        switch (command) {
            case "acks" -> {
                int port = words.integer();
                return onReader(() -> clients.acknowledgeTo(port));
            }
            case "connect" -> {
                int count = words.integer();
                Client.Wish wish = new Client.Wish(
                        words.integer(),
                        words.next(),
                        protocols(words.next()),
                        start(words.next()),
                        Client.Hearing.valueOf(words.next().toUpperCase(Locale.ROOT)));
                clients.connect(count, wish);
                return "";
            }
            case "expect" -> {
                long events = words.number();
                return onReader(() -> clients.expect(events));
            }
            case "record" -> {
                long gap = words.number();
                return onReader(() -> clients.record(gap));
            }
            case "latencies" -> {
                long base = words.number();
                FutureTask<String> task = new FutureTask<>(() -> clients.latencies(base));
                return onReader(task);
            }
            case "disconnect" -> {
                return onReader(() -> clients.disconnect(client -> true));
            }
            case "disconnect-deaf" -> {
                return onReader(() -> clients.disconnect(Client::isDeaf));
            }
            default -> throw new IOException("command \"" + command + "\" is not known");
        }
    }

    private static String protocols(String word) {
        return word.equals("-") ? "" : word.replace(",", ", ");
    }

    private static String start(String game) {
        return game.equals("-") ? "" : "{\"action\":\"start\",\"game_id\":\"" + game + "\"}";
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws IOException;
    }

    private String onReader(Step step) throws Exception {
        return onReader(new FutureTask<>(() -> {
            step.run();
            return "";
        }));
    }

    private String onReader(FutureTask<String> task) throws Exception {
        clients.execute(task);
        return task.get();
    }
}
