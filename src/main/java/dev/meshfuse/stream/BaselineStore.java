package dev.meshfuse.stream;

import dev.meshfuse.scrape.CollectorClock;
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

    /** How often targets are looked through for those to be forgotten. */
    static final Duration LOOK_THROUGH = Duration.ofMinutes(1);

    /** Key of what is known of all that was forgotten; no target has a space in its key. */
    static final String FORGOTTEN = "forgotten until";

    private static final Logger LOG = Logger.getLogger(BaselineStore.class);
    private static final int VERSION = 2;
    private static final int BYTES = 32;

    /**
     * @param current what the last reading left
     * @param kept what stands in the store
     */
    private record Held(Baseline current, Baseline kept) {}

    private record LastRead(CollectorClock clock, Instant at) {
        boolean isBefore(LastRead other) {
            return other.clock.restate(at, clock).isBefore(other.at);
        }
    }

    /** A baseline that was forgotten. */
    record Forgotten(String target, Baseline baseline) {}

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, Held> held = new HashMap<>();

    /** Targets that are gone. Not kept: after a restart they are as those that were never said. */
    private final Set<String> gone = new HashSet<>();

    /** How often each target was looked for in vain since it was read. Not kept either. */
    private final Map<String, Integer> missed = new HashMap<>();

    /** The latest reading of all that was forgotten. */
    private @Nullable LastRead forgottenUntil;

    BaselineStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
        byte[] kept = store.get(FORGOTTEN);
        if (kept != null) {
            this.forgottenUntil = lastRead(kept);
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
        LastRead forgotten = forgottenUntil;
        return Baseline.advance(
                known,
                known == null && forgotten != null
                        ? reading.watchedNotBefore(
                                reading.clock()
                                        .restate(forgotten.at(), forgotten.clock())
                                        .plus(Baseline.BETWEEN_COLLECTORS))
                        : reading);
    }

    /** What a target shows from now on. */
    void put(String target, Baseline.Advance advance) {
        gone.remove(target);
        missed.remove(target);
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

    /**
     * Forgets the targets that are gone for long enough; tells which those are. To be called every
     * {@link #LOOK_THROUGH}: times are counted by it, since a clock may be set.
     */
    List<Forgotten> forget(Instant now) {
        List<Forgotten> forgotten = new ArrayList<>();
        for (String target : targets()) {
            Baseline known = get(target);
            if (known == null) { // nobody can read it, now or later
                forgetUntil(new LastRead(CollectorClock.UNKNOWN, now));
                store.delete(target);
            } else if (missed.merge(target, 1, Integer::sum)
                    > keptFor(target).dividedBy(LOOK_THROUGH)) {
                forgetUntil(new LastRead(known.clock(), known.readAt()));
                store.delete(target);
                held.remove(target);
                gone.remove(target);
                missed.remove(target);
                forgotten.add(new Forgotten(target, known));
            }
        }
        return forgotten;
    }

    private static @Nullable LastRead lastRead(byte[] kept) {
        try {
            CompactReader in = new CompactReader("time", VERSION, kept);
            return in.end(new LastRead(in.clock(), in.instant()));
        } catch (IllegalArgumentException e) {
            LOG.warnf("it is not known what was forgotten reason=%s", e.getMessage());
            return null;
        }
    }

    private Duration keptFor(String target) {
        return gone.contains(target) ? KEPT_AFTER_GONE : KEPT_UNREAD;
    }

    private void forgetUntil(LastRead read) {
        if (forgottenUntil == null || forgottenUntil.isBefore(read)) {
            forgottenUntil = read;
            store.put(
                    FORGOTTEN,
                    new CompactWriter(VERSION, BYTES)
                            .clock(read.clock())
                            .instant(read.at())
                            .toBytes());
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
