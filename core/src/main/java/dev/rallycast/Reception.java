package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Role;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SharedPlaybacks;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a playback: who is there, who may do what, and what each is told before it reads along. A session that
 * comes is promised everything from a place in the log on; what happened before that place it is told on its own, which may
 * take reading and disturbs nobody. Loop only.
 */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Engine engine;
    private final Playback playback;
    private final PlayState state;
    private final SchedulerType type;
    private final Timeline timeline;
    private final TrackFold initial;
    private final Audience audience;
    private final Snapshots snapshots;
    private final Set<Member> members = new LinkedHashSet<>();
    /** Members who have not been told yet that they are in. */
    private final Set<Member> welcoming = new HashSet<>();

    /** How many members may seek. */
    private int seekers;

    /** How many members may let a paused playback go on. */
    private int controllers;

    private final Set<String> seats = new LinkedHashSet<>();
    private String whyDismissed = "";
    /** For other threads. */
    private volatile int size;

    private volatile int players;

    Reception(Engine engine, Playback playback, PlayState state, Timeline timeline, TrackFold initial) {
        this.engine = engine;
        this.playback = playback;
        this.state = state;
        this.timeline = timeline;
        this.initial = initial;
        type = playback.type();
        audience = playback.audience();
        snapshots = new Snapshots(engine, playback.loop(), timeline);
    }

    /** How many sessions there are. Any thread. */
    int size() {
        return size;
    }

    /** How many sessions are of players. Any thread. */
    int playersNow() {
        return players;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    boolean has(Member member) {
        return members.contains(member);
    }

    /** The users who have seats here. */
    Set<String> seated() {
        return Set.copyOf(seats);
    }

    /** Who is there. */
    SharedPlaybacks.Presence presence() {
        return new SharedPlaybacks.Presence(members.size(), controllers);
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    /** Whether somebody is there who may let a paused playback go on. */
    boolean hasControllers() {
        return controllers > 0;
    }

    /** Those who do not only watch what others play. */
    List<Member> players() {
        return members.stream().filter(member -> !member.watches()).toList();
    }

    boolean hasSeekers() {
        return seekers > 0;
    }

    /** Counts a session for its game; false if there are too many, of which the client is told. */
    boolean enterGame(JoinRequest request) {
        if (engine.gameSessions.enter(playback.key().gameId())) {
            return true;
        }
        request.connection()
                .notJoined(
                        request.start(),
                        new RefusedException(ErrorCode.OVERLOADED, "too many sessions watch this game"));
        return false;
    }

    /** Whether there is a seat for a session that was counted, if it needs one; if not, the client is told. */
    boolean seat(JoinRequest request) {
        String user = request.connection().user().id();
        if (!needsSeat(request) || seats.contains(user) || seats.size() < type.seats()) {
            return true;
        }
        leaveGame(1);
        request.connection().notJoined(request.start(), noSeat());
        return false;
    }

    /** Notes who has a seat. */
    void sit(JoinRequest request) {
        if (needsSeat(request)) {
            seats.add(request.connection().user().id());
        }
    }

    private boolean needsSeat(JoinRequest request) {
        return type.seats() > 0 && !request.watches();
    }

    static RefusedException noSeat() {
        return new RefusedException(ErrorCode.GAME_BUSY, "all seats of this game are taken");
    }

    /**
     * Takes a session in.
     *
     * @param created whether the playback was made for it
     */
    void admit(JoinRequest request, boolean created) {
        Command.Start start = request.start();
        Member member = new Member(playback, request);
        members.add(member);
        size = members.size();
        countPlayer(member, 1);
        seekers += member.maySeek() ? 1 : 0;
        controllers += member.mayResume() ? 1 : 0;
        Command.ResumePoint resume = start.resume();
        String why = resume == null ? null : whyNotRecovered(resume);
        boolean recovered = resume != null && why == null;
        Frame started = new Frame.Started(
                start.id(),
                playback.id(),
                playback.game(),
                type.name(),
                member.role(),
                may(member),
                playback.view(),
                created && request.mayShape() ? List.of() : request.givenOptions(),
                resume == null ? null : recovered,
                why);
        Frame.Snapshot seed = seed();
        long from = audience.pin(member);
        // Now and not when the past was read: what is said meanwhile is counted when it is read from the log.
        long seen = resume != null && recovered ? resume.index() : -1;
        Subscription subscription = subscription(member, from, seed, seen, !recovered);
        welcoming.add(member);
        tellPast(
                member,
                seed,
                recovered ? Math.min(seen, seed.index()) + 1 : -1,
                Seen.ALL,
                past -> {
                    welcoming.remove(member);
                    List<WireMessage> prelude = new ArrayList<>();
                    prelude.add(engine.encode(started));
                    prelude.addAll(past);
                    member.connection().joined(member, subscription, prelude);
                    if (playback.isKilled()) {
                        sayStopped(member);
                    } else if (member.maySeek()) {
                        tellOutline(member, from);
                    }
                },
                failure -> {
                    welcoming.remove(member);
                    playback.leave(member, false);
                    member.connection()
                            .notJoined(
                                    start, Refusals.of(failure, playback.game().id()));
                });
    }

    /**
     * Tells a session that lagged too far what it missed, or where things are now, and lets it read on.
     *
     * @param later asks for the same once more, if storage fails
     */
    void catchUp(Member member, Seen seen, Runnable later) {
        Frame.Snapshot seed = seed();
        // Changes of the state were missed as well.
        WireMessage view = engine.encode(new Frame.State(playback.view()));
        long from = audience.pin(member);
        boolean near = seen.epoch() == seed.epoch() && isNear(seen.index());
        Subscription subscription = subscription(member, from, seed, near ? seen.index() : -1, !near);
        tellPast(
                member,
                seed,
                near ? Math.min(seen.index(), seed.index()) + 1 : -1,
                seen.index() > seed.index() ? Seen.ALL : seen.trackOutputs(),
                past -> {
                    List<WireMessage> missed = new ArrayList<>();
                    missed.add(view);
                    missed.addAll(past);
                    member.connection().caughtUp(member, subscription, missed);
                    if (member.maySeek()) {
                        tellOutline(member, from);
                    }
                },
                failure -> {
                    LOG.warn("playback {}: what a session missed can't be read now", playback.id(), failure);
                    later.run();
                });
    }

    /** Forgets a session; false if it was not there. */
    boolean remove(Member member) {
        boolean removed = members.remove(member);
        size = members.size();
        seekers -= removed && member.maySeek() ? 1 : 0;
        controllers -= removed && member.mayResume() ? 1 : 0;
        countPlayer(member, removed ? -1 : 0);
        leaveGame(removed ? 1 : 0);
        audience.unpin(member);
        return removed;
    }

    /** Says goodbye to everyone. */
    void dismiss(String reason) {
        whyDismissed = reason;
        for (Member member : members) {
            // Whoever is not told yet that it is in hears it right after that.
            if (!welcoming.contains(member)) {
                sayStopped(member);
            }
        }
        leaveGame(members.size());
        members.clear();
        snapshots.forget();
        size = 0;
        players = 0;
        seekers = 0;
        controllers = 0;
    }

    private void countPlayer(Member member, int change) {
        // Written by the loop alone.
        int before = players;
        players = before + (member.role() == Role.PLAYER ? change : 0);
    }

    /** Counts fewer sessions for the game. */
    void leaveGame(int sessions) {
        engine.gameSessions.leave(playback.key().gameId(), sessions);
    }

    private void sayStopped(Member member) {
        member.connection().left(member, audience.log.head(), new Frame.Stopped(null, whyDismissed));
    }

    /** What a command does that the member may not do, or null; a pause that also seeks takes both rights. */
    @Nullable
    Action forbidden(Command command, Member member) {
        Set<Action> needed = EnumSet.of(command.action());
        if (command instanceof Command.Control control) {
            if (control.to() != null) {
                needed.add(Action.SCRUB);
            }
            if (control.speed() != null) {
                needed.add(Action.SPEED);
            }
        }
        return needed.stream()
                .filter(action -> !allowed(action, member))
                .findFirst()
                .orElse(null);
    }

    private boolean allowed(Action action, Member member) {
        return !action.isControl() || (!member.watches() && Rights.allows(type, action, member.role(), member.user()));
    }

    private Set<Action> may(Member member) {
        Set<Action> may = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (allowed(action, member)) {
                may.add(action);
            }
        }
        return may;
    }

    private @Nullable String whyNotRecovered(Command.ResumePoint resume) {
        if (!resume.playback().equals(playback.id())) {
            // A playback of this manager that is not this one has ended; of any other, the server has started anew.
            return engine.isOwn(resume.playback()) ? "ended" : "restarted";
        }
        if (resume.epoch() != state.epoch()) {
            return "seek";
        }
        return isNear(resume.index()) ? null : "too_far";
    }

    /**
     * Whether what came out after an event is little enough to be said again. Who comes from another node, which is a moment ahead of
     * this one, may have got events that are still to come out here.
     */
    private boolean isNear(long index) {
        long last = state.next() - 1;
        long most = engine.limits.maxCatchUp();
        return index >= -1 && last - index <= most && (index <= last || (playback.isShared() && index - most <= last));
    }

    /** From where the log is now, for a session that has got everything up to {@code seen}, or to {@code seed} if that is more. */
    private Subscription subscription(Member member, long from, Frame.Snapshot seed, long seen, boolean reseeded) {
        return new Subscription(
                member,
                audience.group(member.connection().loop()),
                from,
                new Seen(seed.epoch(), Math.max(seed.index(), seen), Seen.ALL),
                reseeded);
    }

    /** Where things are now; only the recent events are missing. */
    private Frame.Snapshot seed() {
        return playback.announcer().snapshot(List.of());
    }

    /**
     * What a session needs before it reads the log: the events from {@code missedFrom} on, or a snapshot if that is −1. Now
     * if the events are at hand, otherwise when they were read.
     */
    private void tellPast(
            Member member,
            Frame.Snapshot seed,
            long missedFrom,
            int seenTracks,
            Consumer<List<WireMessage>> then,
            Consumer<Throwable> failed) {
        if (missedFrom < 0) {
            snapshots.give(member, seed, message -> then.accept(List.of(message)), failed);
            return;
        }
        long end = seed.index() + 1;
        Replay replay = new Replay(engine, timeline, initial, member, seed, missedFrom, seenTracks);
        List<GameEvent> atHand = replay.blocks() ? null : timeline.eventsAtHand(missedFrom, end);
        if (atHand != null) {
            then.accept(replay.messages(atHand));
            return;
        }
        // An errand of its own: whoever comes is answered, whatever else is read meanwhile.
        new Errand(engine.driver, playback.loop())
                .send(() -> replay.messages(timeline.events(missedFrom, end)), then, failed);
    }

    private void tellOutline(Member member, long after) {
        new Errand(engine.driver, playback.loop())
                .send(
                        timeline::outline,
                        outline -> member.connection().tell(member, after, outline),
                        playback::outlineFailed);
    }
}
