package dev.meshfuse.alert;

import dev.meshfuse.alert.FuseStanding.Done;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What holds a canary now, as a fuse's history tells it. */
final class Holds {
    /** Something that was put back is said under the doubt's identity and a number. */
    private static final Pattern AGAIN = Pattern.compile("/\\d+$");

    private Holds() {}

    /**
     * What began to hold the canary and has not ended, oldest first. Of twenty entries at most:
     * what began before them is not seen.
     */
    static Collection<Done> of(FuseStanding fuse) {
        Map<String, Done> holds = new LinkedHashMap<>();
        List<Done> oldestFirst = new ArrayList<>(fuse.history()).reversed();
        for (Done done : oldestFirst) {
            switch (done.type()) {
                case HELD -> holds.put(AGAIN.matcher(done.episode()).replaceFirst(""), done);
                case RELEASED -> holds.remove(done.episode());
                case TRIPPED -> holds.clear();
                case RESET -> {
                    if (done.commanded()) {
                        holds.clear();
                    }
                }
                case SKIPPED, PROPOSED, FAILED, VERIFIED, BLIND, CONTESTED -> {}
            }
        }
        return holds.values();
    }
}
