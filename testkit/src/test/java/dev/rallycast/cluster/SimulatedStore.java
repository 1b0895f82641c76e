package dev.rallycast.cluster;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.time.Stepped;
import dev.rallycast.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of shared playbacks and the network to it, on a virtual clock: requests, answers and doorbells take time and can be
 * lost or come twice, nodes can be cut off and have clocks that are wrong, and the store can forget.
 */
final class SimulatedStore {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** After how long without an answer a request is sent once more. */
    private static final Duration AGAIN = Duration.ofMillis(300);

    /** Something that happens at a moment of the clock. */
    private record Due(long nanos, long number, Runnable what) {}

    /** What the store holds under a key. */
    private static final class Kept {
        SharedPlaybacks.@Nullable Shared shared;

        @Nullable
        String ended;

        Instant expires = Instant.MAX;
        final Set<String> seats = new HashSet<>();
        final Map<String, SharedPlaybacks.Presence> present = new HashMap<>();
        final Map<String, Instant> leases = new HashMap<>();
        /** The last change of each node. */
        final Map<String, Long> done = new HashMap<>();
    }

    private final VirtualClock clock;
    private final Random random;
    private final Map<SchedulerKey, Kept> kept = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) ->
            a.nanos() != b.nanos() ? Long.compare(a.nanos(), b.nanos()) : Long.compare(a.number(), b.number()));
    private long numbers;

    /** How long a message takes, at most. */
    Duration delay = Duration.ZERO;
    /** How many of a hundred messages are lost. */
    int lostPercent;
    /** How many of a hundred messages come twice. */
    int doubledPercent;
    /** Whether doorbells ring. */
    boolean bells = true;
    /** Whether doorbells say what has changed. */
    boolean tellsNews = true;
    /** How many answers are still to be lost. */
    int answersToLose;
    /** How many requests have reached the store. */
    long requests;

    SimulatedStore(VirtualClock clock, long seed) {
        this.clock = clock;
        random = new Random(seed);
        clock.attach(new Stepped() {
            @Override
            public int step() {
                int done = 0;
                while (!due.isEmpty() && due.peek().nanos() - clock.nanos() <= 0) {
                    due.remove().what().run();
                    done++;
                }
                return done;
            }

            @Override
            public long nanosToNext() {
                return due.isEmpty() ? NEVER : Math.max(0, due.peek().nanos() - clock.nanos());
            }
        });
    }

    /** The store as one node sees it, whose clock is wrong by so much. */
    Node node(String name, Duration skew) {
        Node node = new Node(name, skew);
        nodes.add(node);
        return node;
    }

    /** Forgets everything. */
    void empty() {
        kept.clear();
    }

    /** The newest revision under a key, if there is a playback. */
    Optional<Long> revision(SchedulerKey key) {
        return Optional.ofNullable(at(key).shared).map(shared -> shared.state().revision());
    }

    private void after(Duration wait, Runnable what) {
        due.add(new Due(clock.nanos() + wait.toNanos(), numbers++, what));
        clock.wake();
    }

    private Duration travel() {
        return delay.isZero() ? delay : Duration.ofNanos((long) (random.nextDouble() * delay.toNanos()));
    }

    private boolean isLost() {
        return random.nextInt(100) < lostPercent;
    }

    private boolean isDoubled() {
        return random.nextInt(100) < doubledPercent;
    }

    private Kept at(SchedulerKey key) {
        Kept found = kept.computeIfAbsent(key, k -> new Kept());
        Instant now = clock.instant();
        found.leases.values().removeIf(lease -> lease.isBefore(now));
        found.present.keySet().retainAll(found.leases.keySet());
        if (found.expires.isBefore(now) && found.present.isEmpty()) {
            kept.put(key, new Kept());
        }
        return kept.get(key);
    }

    private static boolean holds(Kept at, String playback) {
        return at.shared != null && at.shared.state().playback().equals(playback);
    }

    private static SharedPlaybacks.Found found(Kept at) {
        return new SharedPlaybacks.Found(at.shared, at.shared == null ? at.ended : null);
    }

    /** With news of the state, or without a word. */
    private void ringOthers(SchedulerKey key, Node by, SharedPlaybacks.@Nullable Shared news) {
        for (Node node : nodes) {
            if (node != by && bells && !node.cutOff && !isLost()) {
                for (int times = isDoubled() ? 2 : 1; times > 0; times--) {
                    var told = tellsNews ? news : null;
                    after(travel(), () -> node.ring(key, told));
                }
            }
        }
    }

    /** One node's way to the store. */
    final class Node implements SharedPlaybacks {
        private final String name;
        private final List<Doorbell> doorbells = new ArrayList<>();
        /** By how much it takes the shared clock to be ahead of where it is. */
        Duration skew;

        private Instant latest = Instant.MIN;
        private long calls;
        /** Whether nothing gets through. */
        boolean cutOff;

        private Node(String name, Duration skew) {
            this.name = name;
            this.skew = skew;
        }

        /** Sends a request, has it done, and sends the answer back; each of the three may fail, and is then tried again. */
        private <T> CompletionStage<T> ask(Supplier<T> what) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            after(TIMEOUT, () -> answer.completeExceptionally(new IOException("no answer")));
            attempt(what, answer);
            return answer;
        }

        private <T> void attempt(Supplier<T> what, CompletableFuture<T> answer) {
            if (answer.isDone()) {
                return;
            }
            after(AGAIN, () -> attempt(what, answer));
            if (!cutOff && !isLost()) {
                if (isDoubled()) {
                    after(travel(), () -> {
                        var unused = what.get();
                    });
                }
                after(travel(), () -> {
                    requests++;
                    T result = what.get();
                    if (answersToLose > 0) {
                        answersToLose--;
                    } else if (!cutOff && !isLost()) {
                        after(travel(), () -> answer.complete(result));
                    }
                });
            }
        }

        /** Rings the bell of this node. */
        void ring(SchedulerKey key, @Nullable Shared news) {
            doorbells.forEach(bell -> bell.rang(key, news));
        }

        @Override
        public void subscribe(Doorbell doorbell) {
            doorbells.add(doorbell);
        }

        @Override
        public void unsubscribe(Doorbell doorbell) {
            doorbells.remove(doorbell);
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public Instant now() {
            Instant now = clock.instant().plus(skew);
            latest = now.isAfter(latest) ? now : latest;
            return latest;
        }

        @Override
        public Duration clockError() {
            return skew.abs();
        }

        @Override
        public Duration holdEvery() {
            return LEASE.dividedBy(3);
        }

        @Override
        public CompletionStage<Shared> open(SchedulerKey key, Shared first, Duration idle) {
            return ask(() -> {
                Kept at = at(key);
                if (at.shared == null) {
                    at.shared = first;
                    at.expires = clock.instant().plus(idle);
                }
                return at.shared;
            });
        }

        @Override
        public CompletionStage<Found> find(SchedulerKey key) {
            return ask(() -> found(at(key)));
        }

        @Override
        public CompletionStage<Outcome> change(SchedulerKey key, long expected, Shared next) {
            long call = ++calls;
            return ask(() -> {
                Kept at = at(key);
                Shared before = at.shared;
                boolean again = Long.valueOf(call).equals(at.done.get(name));
                boolean accepted = again
                        || (before == null
                                ? expected == -1 && at.ended == null
                                : before.state().playback().equals(next.state().playback())
                                        && before.state().revision() == expected);
                if (accepted && !again) {
                    at.shared = next;
                    at.done.put(name, call);
                    ringOthers(key, this, next);
                }
                return new Outcome(accepted, found(at));
            });
        }

        @Override
        public CompletionStage<Seat> takeSeat(SchedulerKey key, String playback, String user, int seats) {
            return ask(() -> {
                Kept at = at(key);
                if (!holds(at, playback)) {
                    return Seat.GONE;
                }
                boolean seated = at.seats.contains(user) || (at.seats.size() < seats && at.seats.add(user));
                return seated ? Seat.TAKEN : Seat.FULL;
            });
        }

        @Override
        public CompletionStage<Held> hold(SchedulerKey key, String playback, Presence here, Duration idle) {
            return ask(() -> {
                Kept at = at(key);
                if (!holds(at, playback)) {
                    return new Held(found(at), Presence.NONE);
                }
                if (here.sessions() == 0) {
                    at.present.remove(name);
                    at.leases.remove(name);
                } else {
                    at.present.put(name, here);
                    at.leases.put(name, clock.instant().plus(LEASE));
                }
                at.expires = clock.instant().plus(idle);
                int sessions = 0;
                int controllers = 0;
                for (Map.Entry<String, Presence> other : at.present.entrySet()) {
                    if (!other.getKey().equals(name)) {
                        sessions += other.getValue().sessions();
                        controllers += other.getValue().controllers();
                    }
                }
                return new Held(found(at), new Presence(sessions, controllers));
            });
        }

        @Override
        public CompletionStage<Boolean> end(SchedulerKey key, String playback, String reason, boolean evenIfWatched) {
            return ask(() -> {
                Kept at = at(key);
                boolean others = at.present.keySet().stream().anyMatch(other -> !other.equals(name));
                if (!holds(at, playback) || (others && !evenIfWatched)) {
                    return false;
                }
                Kept gone = new Kept();
                gone.ended = reason;
                gone.expires = clock.instant().plusSeconds(60);
                kept.put(key, gone);
                ringOthers(key, this, null);
                return true;
            });
        }
    }
}
