package dev.rallycast.storage.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects problems: counts all, keeps the first. Not thread-safe. */
final class Problems {
    private final Path file;
    private final List<Problem> first = new ArrayList<>();
    private long count;

    Problems(Path file) {
        this.file = file;
    }

    void add(long line, long offset, String message) {
        count++;
        if (first.size() < Verification.MAX_LISTED) {
            first.add(new Problem(file, line, offset, message));
        }
    }

    /** Moves what another one has collected behind what is here. */
    void takeAll(Problems others) {
        for (Problem problem : others.first) {
            if (first.size() < Verification.MAX_LISTED) {
                first.add(problem);
            }
        }
        count += others.count;
        others.clear();
    }

    void clear() {
        first.clear();
        count = 0;
    }

    long count() {
        return count;
    }

    List<Problem> first() {
        return first;
    }
}
