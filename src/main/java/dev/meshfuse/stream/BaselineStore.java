package dev.meshfuse.stream;

import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.BaselineFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The baselines of a task's targets: as bytes in a state store, and as objects beside it, so that a
 * reading need not have its baseline decoded. One that has not moved is written only now and then.
 *
 * <p>Baselines of targets that are gone are forgotten, and nothing they counted is counted again
 * should they come back: a process that started before the last reading of anything that was
 * forgotten, and that is not known, may be one of those, so that its first reading is a base only.
 */
final class BaselineStore {
    /** A target that was said to be gone may come back so much later, and nothing is lost. */
    static final Duration KEPT_AFTER_GONE = Duration.ofMinutes(10);

    /**
     * A target that is not read for so long is taken to be gone: the replica that read it may have
     * died before it could say so. Longer than a proxy is unreachable that comes back.
     */
    static final Duration KEPT_UNREAD = Duration.ofHours(1);

    /** Key of what is known of all that was forgotten; no target has a space in its key. */
    static final String FORGOTTEN = "forgotten until";

    private static final Logger LOG = Logger.getLogger(BaselineStore.class);
    private static final int VERSION = 1;
    private static final int BYTES = 16;

    /**
     * @param current what the last reading left
     * @param kept what stands in the store
     */
    private record Held(Baseline current, Baseline kept) {}

    /** A baseline that was forgotten. */
    record Forgotten(String target, Baseline baseline) {}

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, Held> held = new HashMap<>();

    /** Targets that are gone. Not kept: after a restart they are as those that were never said. */
    private final Set<String> gone = new HashSet<>();

    /** The latest reading of all that was forgotten. */
    private @Nullable Instant forgottenUntil;

    BaselineStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
        byte[] kept = store.get(FORGOTTEN);
        if (kept != null) {
            CompactReader in = new CompactReader("time", VERSION, kept);
            this.forgottenUntil = in.end(in.instant());
        }
    }

    /** What a target had shown, or null when it was never read or is forgotten. */
    @Nullable Baseline get(String target) {
        Held known = held.get(target);
        if (known != null) {
            return known.current();
        }
        Baseline kept = read(target);
        if (kept != null) {
            held.put(target, new Held(kept, kept));
        }
        return kept;
    }

    /** A reading compared with what its target had shown. */
    Baseline.Advance advance(String target, Reading reading) {
        Baseline known = get(target);
        Instant until = forgottenUntil;
        if (known != null || until == null) {
            return Baseline.advance(known, reading);
        }
        return Baseline.advance(
                null, reading.watchedNotBefore(until.plus(Baseline.BETWEEN_COLLECTORS)));
    }

    /** What a target shows from now on. */
    void put(String target, Baseline.Advance advance) {
        gone.remove(target);
        Held known = held.get(target);
        if (known != null && !advance.mustBeKept(known.kept())) {
            held.put(target, new Held(advance.next(), known.kept()));
            return;
        }
        keep(target, advance.next());
    }

    /** A target is gone: it shows no service any more. What it had shown is kept for a while. */
    void gone(String target, Baseline known) {
        gone.add(target);
        keep(target, known.showing(Set.of()));
    }

    /** Forgets the targets that are gone for long enough; tells which those are. */
    List<Forgotten> forget(Instant now) {
        List<Forgotten> forgotten = new ArrayList<>();
        for (String target : targets()) {
            Baseline known = get(target);
            if (known == null) { // nobody can read it, now or later
                forgetUntil(now);
                store.delete(target);
            } else if (known.readAt().plus(keptFor(target)).isBefore(now)) {
                forgetUntil(known.readAt());
                store.delete(target);
                held.remove(target);
                gone.remove(target);
                forgotten.add(new Forgotten(target, known));
            }
        }
        return forgotten;
    }

    private Duration keptFor(String target) {
        return gone.contains(target) ? KEPT_AFTER_GONE : KEPT_UNREAD;
    }

    private void forgetUntil(Instant readAt) {
        if (forgottenUntil == null || readAt.isAfter(forgottenUntil)) {
            forgottenUntil = readAt;
            store.put(FORGOTTEN, new CompactWriter(VERSION, BYTES).instant(readAt).toBytes());
        }
    }

    private List<String> targets() {
        List<String> targets = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> targets.add(entry.key));
        }
        targets.remove(FORGOTTEN);
        return targets;
    }

    private void keep(String target, Baseline baseline) {
        store.put(target, BaselineFormat.write(baseline));
        held.put(target, new Held(baseline, baseline));
    }

    /** One that cannot be read, perhaps of another version, is none: the target begins anew. */
    private @Nullable Baseline read(String target) {
        byte[] bytes = store.get(target);
        try {
            return bytes == null ? null : BaselineFormat.read(bytes);
        } catch (IllegalArgumentException e) {
            LOG.warnf(
                    "a target is read as if for the first time target=%s reason=%s",
                    target, e.getMessage());
            return null;
        }
    }
}
