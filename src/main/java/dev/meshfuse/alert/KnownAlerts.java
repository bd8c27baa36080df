package dev.meshfuse.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All alerts that are kept, as this replica knows them; every replica knows all. A message leaves a
 * record for each status and start of an alert, so it does not matter in which order records come,
 * nor how often. Thread-safe.
 *
 * <p>An alert fires if it began later than it was last resolved. So a late repeat of an alert that
 * was resolved since changes nothing, and two Alertmanagers that do not agree on its start do no
 * harm.
 */
public final class KnownAlerts {
    /**
     * So many distinct alerts are kept; some 10 MB, and more fire at once in no mesh we know of.
     */
    public static final int MOST = 5_000;

    /** So many of them may be about nothing: they are only shown. */
    public static final int MOST_UNNAMED = 1_000;

    /** Of no namespace. */
    private static final String NOWHERE = "";

    /**
     * An alert now.
     *
     * @param alert what was told of it last
     * @param fires whether it fires
     * @param heardAt when it was last heard of
     */
    public record Standing(Alert alert, boolean fires, Instant heardAt) {}

    /** The records of one alert, by their keys. */
    private record Kept(Map<String, Alert> records, Standing standing) {
        static @Nullable Kept of(Map<String, Alert> records) {
            return records.isEmpty() ? null : new Kept(Map.copyOf(records), standingOf(records));
        }

        @Nullable Kept with(String key, @Nullable Alert alert) {
            Map<String, Alert> next = new HashMap<>(records);
            if (alert == null) {
                next.remove(key);
            } else {
                next.put(key, alert);
            }
            return of(next);
        }
    }

    private final Map<String, Kept> byFingerprint = new ConcurrentHashMap<>();
    private final Map<String, Alert> byKey = new ConcurrentHashMap<>();

    /** Those that fire and name something, by namespace and fingerprint. */
    private final Map<String, Map<String, Alert>> firing = new ConcurrentHashMap<>();

    private final AtomicInteger unnamed = new AtomicInteger();

    /** Takes a record, or that there is none any more. */
    public synchronized void put(String key, @Nullable Alert alert) {
        Alert before = alert == null ? byKey.remove(key) : byKey.put(key, alert);
        if (before != null && (alert == null || !isSame(before, alert))) {
            change(before.fingerprint(), key, null);
        }
        if (alert != null) {
            change(alert.fingerprint(), key, alert);
        }
    }

    private static boolean isSame(Alert one, Alert other) {
        return one.fingerprint().equals(other.fingerprint());
    }

    /** Begins anew. */
    public synchronized void clear() {
        byKey.clear();
        byFingerprint.clear();
        firing.clear();
        unnamed.set(0);
    }

    private void change(String fingerprint, String key, @Nullable Alert next) {
        Kept before = byFingerprint.get(fingerprint);
        Kept after;
        if (before == null) {
            after = next == null ? null : Kept.of(Map.of(key, next));
        } else {
            after = before.with(key, next);
        }
        if (before != null) {
            count(before.standing(), -1);
        }
        if (after == null) {
            byFingerprint.remove(fingerprint);
        } else {
            byFingerprint.put(fingerprint, after);
            count(after.standing(), 1);
        }
    }

    private void count(Standing standing, int by) {
        Alert alert = standing.alert();
        if (!alert.named().namesSomething()) {
            unnamed.addAndGet(by);
        } else if (standing.fires()) {
            String place = Objects.requireNonNullElse(alert.named().namespace(), NOWHERE);
            Map<String, Alert> there =
                    firing.computeIfAbsent(place, name -> new ConcurrentHashMap<>());
            if (by > 0) {
                there.put(alert.fingerprint(), alert);
            } else {
                there.remove(alert.fingerprint());
            }
            if (there.isEmpty()) {
                firing.remove(place);
            }
        }
    }

    /** All there are, those that fire first, and then by what was heard last. */
    public List<Standing> all() {
        return byFingerprint.values().stream()
                .map(Kept::standing)
                .sorted(
                        Comparator.comparing(Standing::fires)
                                .thenComparing(Standing::heardAt)
                                .reversed()
                                .thenComparing(one -> one.alert().fingerprint()))
                .toList();
    }

    /** The alerts that fire and name something in that namespace, or in none. */
    public List<Alert> firing(String namespace) {
        List<Alert> found = new ArrayList<>();
        for (String place : List.of(namespace, NOWHERE)) {
            found.addAll(firing.getOrDefault(place, Map.of()).values());
        }
        return found;
    }

    /** How an alert stands; empty where it is not kept. */
    public Optional<Standing> find(String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint)).map(Kept::standing);
    }

    /** How many distinct alerts are kept. */
    public int size() {
        return byFingerprint.size();
    }

    /** How many of them name nothing. */
    public int unnamed() {
        return unnamed.get();
    }

    /**
     * The keys of records that are of no use any more: of alerts nobody has told of for that long,
     * and those that newer ones of the same alert have overtaken.
     */
    public List<String> outdated(Duration forgetAfter, Instant now) {
        Instant oldest = now.minus(forgetAfter);
        List<String> keys = new ArrayList<>();
        byFingerprint
                .values()
                .forEach(kept ->
                        kept.records()
                                .forEach((key, alert) -> {
                                    if (alert.receivedAt().isBefore(oldest)
                                            || isOvertaken(alert, kept.records())) {
                                        keys.add(key);
                                    }
                                }));
        return keys;
    }

    private static boolean isOvertaken(Alert alert, Map<String, Alert> records) {
        return records.values().stream()
                .filter(other -> other.status() == alert.status())
                .anyMatch(other -> endOf(other).isAfter(endOf(alert)));
    }

    private static Instant endOf(Alert alert) {
        return alert.fires() ? alert.startsAt() : alert.resolvedAt();
    }

    private static Standing standingOf(Map<String, Alert> records) {
        Optional<Alert> began = latest(records, Alert.Status.FIRING);
        Optional<Alert> ended = latest(records, Alert.Status.RESOLVED);
        boolean fires =
                began.isPresent()
                        && (ended.isEmpty()
                                || began.get().startsAt().isAfter(ended.get().resolvedAt()));
        Alert shown = fires || ended.isEmpty() ? began.orElseThrow() : ended.get();
        return new Standing(shown, fires, shown.receivedAt());
    }

    private static Optional<Alert> latest(Map<String, Alert> records, Alert.Status status) {
        return records.values().stream()
                .filter(alert -> alert.status() == status)
                .max(Comparator.comparing(KnownAlerts::endOf));
    }
}
