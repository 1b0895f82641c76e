package dev.rallycast.engine;

import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Speed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of an ended recording's playback, written down as plainly as possible and without regard to the engine. Positions
 * are whole picoseconds, so they are exact.
 */
final class RuleModel {
    private final long[] times;
    private final List<String> said = new ArrayList<>();
    private long now;
    private long revision;
    private long epoch;
    private boolean paused;
    private int speed = Speed.NORMAL;
    private int next;
    /** Where the playhead was at {@code since}. */
    private long picos;

    private long since;

    RuleModel(long[] times) {
        this.times = times;
    }

    int size() {
        return times.length;
    }

    long time(int index) {
        return times[index];
    }

    long revision() {
        return revision;
    }

    /** When the next event is due, or −1 if none is. */
    long nextDue() {
        if (paused || next == times.length) {
            return -1;
        }
        long distance = Math.max(0, times[next] * 1_000 - picos);
        return since + (distance + speed - 1) / speed;
    }

    /** The clock goes on, from deadline to deadline. */
    void letOut(long until) {
        for (long due = nextDue(); due >= 0 && due <= until; due = nextDue()) {
            now = Math.max(now, due);
            out(true);
        }
        now = until;
    }

    /** The clock goes on at once. */
    void stall(long until) {
        now = until;
        letOut(until);
    }

    /** What is said to all since the last call. */
    List<String> said() {
        List<String> all = List.copyOf(said);
        said.clear();
        return all;
    }

    List<String> welcome() {
        return List.of(at("started " + status()), snapshot());
    }

    String at(String what) {
        return Viewer.seconds(now) + " " + what;
    }

    String status() {
        String name = next == times.length ? "ended" : paused ? "paused" : "playing";
        return name + " " + place() + " x" + Speed.text(speed);
    }

    /** Returns the error, or null. */
    @Nullable
    String step(int count, String by) {
        if (!paused && next < times.length) {
            return "BAD_STATE";
        }
        int to = Math.max(0, Math.min(times.length, next + count));
        if (to > next) {
            while (next < to) {
                out(false);
            }
            settle(times[to - 1]);
            changed("step", by);
        } else if (to < next) {
            paused = true;
            moveTo(to == 0 ? 0 : times[to - 1], to, "step", by);
        }
        return null;
    }

    /** Returns the error, or null. */
    @Nullable
    String control(
            String action,
            @Nullable Long basedOn,
            @Nullable Integer newSpeed,
            @Nullable String target,
            long value,
            String by) {
        if (basedOn != null && basedOn != revision) {
            return "STALE_REVISION";
        }
        if (newSpeed != null && (newSpeed < 100 || newSpeed > 16_000)) {
            return "OUT_OF_RANGE";
        }
        long here = nanos();
        boolean atEnd = next == times.length;
        boolean pause = action.equals("pause") || (paused && !action.equals("resume"));
        int rate = newSpeed == null ? speed : newSpeed;
        if (target != null || (action.equals("resume") && atEnd)) {
            paused = pause;
            speed = rate;
            if (target == null) {
                moveTo(0, 0, action, by);
            } else if (target.equals("index")) {
                int to = (int) Math.max(0, Math.min(times.length, value));
                moveTo(to == times.length ? end() : times[to], to, action, by);
            } else {
                seekTime(target.equals("by") ? here + value : value, action, by);
            }
        } else if (pause != paused || rate != speed) {
            picos = exact();
            since = now;
            paused = pause;
            speed = rate;
            changed(action, by);
        }
        letOut(now);
        return null;
    }

    private void seekTime(long nanos, String action, String by) {
        if (nanos <= 0) {
            moveTo(0, 0, action, by);
        } else if (nanos > end()) {
            moveTo(end(), times.length, action, by);
        } else {
            int to = 0;
            while (times[to] < nanos) {
                to++;
            }
            moveTo(nanos, to, action, by);
        }
    }

    private void moveTo(long nanos, int to, String action, String by) {
        epoch++;
        next = to;
        settle(nanos);
        changed(action, by);
        said.add(snapshot());
    }

    private void settle(long nanos) {
        picos = nanos * 1_000;
        since = now;
    }

    private void changed(String action, String by) {
        revision++;
        said.add(at("state r" + revision + " " + status() + " " + action + " by " + by));
    }

    private void out(boolean byItself) {
        said.add(at("event " + epoch + "/" + next + " @" + MatchTime.seconds(times[next])));
        next++;
        if (byItself && next == times.length) {
            said.add(at("state r" + revision + " " + status() + " end"));
        }
    }

    private String snapshot() {
        return at("snapshot " + place() + (next == 0 ? "" : " recent " + Math.max(0, next - 50) + ".." + (next - 1)));
    }

    private String place() {
        return epoch + "/" + (next - 1) + " @" + MatchTime.seconds(nanos());
    }

    private long nanos() {
        return exact() / 1_000;
    }

    private long exact() {
        if (next == times.length) {
            return end() * 1_000;
        }
        return paused ? picos : picos + (now - since) * speed;
    }

    private long end() {
        return times.length == 0 ? 0 : times[times.length - 1];
    }
}
