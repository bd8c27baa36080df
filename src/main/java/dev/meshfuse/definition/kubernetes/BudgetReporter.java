package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.BudgetStatus;
import dev.meshfuse.definition.ResourceId;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes what is left of budgets, and breaches that are open, into the status of objectives. Only
 * those that this replica keeps the budget of; the others belong to other replicas.
 *
 * <p>A breach is written at once. A budget moves with every request, so it is written when its
 * percentage is another one and the last write to the object is {@link #BETWEEN_WRITES} ago.
 */
final class BudgetReporter implements AutoCloseable {
    /** People look at it; who needs it sooner reads metrics or events. */
    static final Duration BETWEEN_WRITES = Duration.ofSeconds(30);

    /**
     * Writes of mere budgets in one look. Thousands of objectives would otherwise cost the API
     * server hundreds of writes per second.
     */
    static final int MOST_WRITES = 20;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);

    private final StatusWriter writer;
    private final Supplier<List<GenericKubernetesResource>> objects;
    private final Function<GenericKubernetesResource, ResourceId> identity;
    private final Supplier<Map<ResourceId, BudgetStatus>> budgets;
    private final Clock clock;
    private final Worker worker = new Worker("meshfuse-budgets", this::lookAndGoOn);

    // Only the thread that looks.
    private final Map<String, Written> written = new HashMap<>();
    private final Map<String, Retry> retries = new HashMap<>();

    private record Written(Map<String, Object> status, Instant at) {}

    /** When an object that the API server refused is tried again. */
    private record Retry(Duration pause, Instant at) {
        static Retry after(Duration pause, Instant now) {
            return new Retry(pause, now.plus(pause));
        }

        Duration next() {
            Duration doubled = pause.multipliedBy(2);
            return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
        }
    }

    private record Due(
            GenericKubernetesResource object, Map<String, Object> status, boolean atOnce) {
        String uid() {
            return object.getMetadata().getUid();
        }
    }

    /**
     * @param objects the objectives as the API server has them
     * @param identity of an object
     * @param budgets the latest of each objective whose budget this replica keeps
     */
    BudgetReporter(
            StatusWriter writer,
            Supplier<List<GenericKubernetesResource>> objects,
            Function<GenericKubernetesResource, ResourceId> identity,
            Supplier<Map<ResourceId, BudgetStatus>> budgets,
            Clock clock) {
        this.writer = writer;
        this.objects = objects;
        this.identity = identity;
        this.budgets = budgets;
        this.clock = clock;
    }

    /**
     * Whether two states of an object differ in what this class writes and in nothing else. Nobody
     * need read all definitions again for it.
     */
    static boolean isAllThatDiffers(
            GenericKubernetesResource before, GenericKubernetesResource after) {
        return Watched.sameGeneration(before.getMetadata(), after.getMetadata())
                && withoutBudget(before).equals(withoutBudget(after));
    }

    private static Map<Object, Object> withoutBudget(GenericKubernetesResource object) {
        Map<Object, Object> status = new HashMap<>(statusOf(object));
        status.remove("budgetRemaining");
        status.remove("episode");
        return status;
    }

    private static Map<?, ?> statusOf(GenericKubernetesResource object) {
        return object.getAdditionalProperties().get("status") instanceof Map<?, ?> map
                ? map
                : Map.of();
    }

    void start() {
        worker.later(BETWEEN_LOOKS);
    }

    private void lookAndGoOn() {
        try {
            look();
        } finally {
            worker.later(BETWEEN_LOOKS);
        }
    }

    /** Writes what is due. */
    void look() {
        Instant now = clock.instant();
        Map<ResourceId, BudgetStatus> latest = budgets.get();
        List<GenericKubernetesResource> present = objects.get();
        Set<String> uids =
                present.stream().map(one -> one.getMetadata().getUid()).collect(Collectors.toSet());
        written.keySet().retainAll(uids);
        retries.keySet().retainAll(uids);
        List<Due> due = new ArrayList<>();
        for (GenericKubernetesResource object : present) {
            Optional.ofNullable(latest.get(identity.apply(object)))
                    .flatMap(budget -> due(object, budget, now))
                    .ifPresent(due::add);
        }
        // Those that have waited longest first.
        due.sort(Comparator.comparing(one -> lastWrite(one.uid())));
        int left = MOST_WRITES;
        for (Due one : due) {
            if (one.atOnce() || left-- > 0) {
                write(one, now);
            }
        }
    }

    private Optional<Due> due(GenericKubernetesResource object, BudgetStatus budget, Instant now) {
        Map<?, ?> status = statusOf(object);
        Map<String, Object> next = with(status, budget);
        Retry retry = retries.get(object.getMetadata().getUid());
        if (next.equals(status) || (retry != null && now.isBefore(retry.at()))) {
            return Optional.empty();
        }
        Written last = written.get(object.getMetadata().getUid());
        Object episode = next.get("episode");
        // What was written a moment ago has perhaps not come back to us yet.
        boolean other = last == null || !Objects.equals(episode, last.status().get("episode"));
        boolean atOnce = other && !Objects.equals(episode, status.get("episode"));
        boolean waited = last == null || !now.isBefore(last.at().plus(BETWEEN_WRITES));
        return atOnce || waited ? Optional.of(new Due(object, next, atOnce)) : Optional.empty();
    }

    private void write(Due due, Instant now) {
        StatusWriter.Outcome outcome =
                writer.put(ClusterDefinitions.SLOS, due.object(), due.status());
        if (outcome == StatusWriter.Outcome.FAILED) {
            retries.compute(
                    due.uid(),
                    (uid, before) ->
                            Retry.after(before == null ? BETWEEN_LOOKS : before.next(), now));
        } else {
            retries.remove(due.uid());
            written.put(due.uid(), new Written(due.status(), now));
        }
    }

    private Instant lastWrite(String uid) {
        Written last = written.get(uid);
        return last == null ? Instant.EPOCH : last.at();
    }

    /** The status with this in it, everything else as it was. */
    private static Map<String, Object> with(Map<?, ?> status, BudgetStatus budget) {
        Map<String, Object> next = new LinkedHashMap<>();
        status.forEach((key, value) -> next.put(String.valueOf(key), value));
        budget.remainingPercent()
                .ifPresentOrElse(
                        text -> next.put("budgetRemaining", text),
                        () -> next.remove("budgetRemaining"));
        budget.episode()
                .ifPresentOrElse(
                        one -> next.put("episode", tree(one)), () -> next.remove("episode"));
        return next;
    }

    private static Map<String, Object> tree(BudgetStatus.Episode episode) {
        return Map.of(
                "id",
                episode.id(),
                "severity",
                episode.severity().name(),
                "openedAt",
                episode.openedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @Override
    public void close() {
        worker.close();
    }
}
