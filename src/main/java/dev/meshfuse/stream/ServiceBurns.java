package dev.meshfuse.stream;

import dev.meshfuse.budget.Attribution;
import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.Episode;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.budget.TrackCounts;
import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy.OnBudgetExhausted;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.SplitSight;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The second way into the fuses of one service: a budget that burns at the level of a page, or is
 * used up, while a canary is called.
 *
 * <pre>
 *            a page fires, canary called              the breach recovers, or the canary is
 *   calm ──────────────────────────────────▶ burning ───────────────────────────────────▶ calm
 *                                             │    ▲   not called, or another
 *                                             └────┘ said every 5 s: is the canary to blame?
 *
 *            nothing is left, canary called           2 % are left, or another canary
 *   calm ──────────────────────────────────▶ spent ─────────────────────────────────────▶ calm
 * </pre>
 */
final class ServiceBurns {
    /**
     * A budget that was used up is back when so much of it is left. Chosen: what the fastest page
     * of the SRE workbook lets go in an hour (chapter 5, table 5-8). With less, a hold would come
     * and go with every error.
     */
    static final BigDecimal BACK_AT = new BigDecimal("0.02");

    /**
     * What a block has shown of one fuse under one objective.
     *
     * @param sight what could be seen of the split
     */
    record Shown(Fuse fuse, Slo slo, Split.Resolved split, Block block, SplitSight sight) {}

    /**
     * What is known of an objective once a block is closed.
     *
     * @param tiers what its tiers find
     * @param episode the breach that is open, or null
     */
    record Evaluated(List<TierState> tiers, @Nullable Episode episode) {}

    private record Key(ResourceId fuse, ResourceId slo) {}

    private final ResourceId service;
    private final LedgerStore store;
    private final Map<Key, BurnWatch> watches = new HashMap<>();
    private final Map<Key, TrackCounts> tracks = new HashMap<>();

    /** What the last block made known of fuses that alerts may trip. */
    private final List<ServiceAlerts.Seen> seen = new ArrayList<>();

    /** Those that were put back before the watch they belong to was known. */
    private final Map<Key, List<TrackSlot>> restored = new HashMap<>();

    ServiceBurns(ResourceId service, LedgerStore store) {
        this.service = service;
        this.store = store;
    }

    /** Puts back a watch that was kept. */
    void restore(BurnWatch kept) {
        watches.put(new Key(kept.fuse(), kept.slo()), kept);
    }

    /** Puts back what was kept of the sides of a split. */
    void restore(TrackSlot kept) {
        restored.computeIfAbsent(new Key(kept.fuse(), kept.slo()), key -> new ArrayList<>())
                .add(kept);
    }

    /**
     * Takes in a block, and says what fuses must hear of.
     *
     * @param shown what it has shown, for each fuse that budgets or alerts may trip and that has
     *     both its sides
     * @param defined the fuses of the service
     * @param evaluated what is known of its objectives
     * @param look what is known of the service
     */
    List<Output> closeBlock(
            List<Shown> shown,
            List<ResolvedFuse> defined,
            Map<ResourceId, Evaluated> evaluated,
            ServiceBudgets.Look look) {
        List<Output> said = new ArrayList<>();
        Set<Key> live = new HashSet<>();
        seen.clear();
        for (Shown one : shown) {
            Evaluated known = evaluated.get(one.slo().id());
            if (known != null) {
                live.add(new Key(one.fuse().id(), one.slo().id()));
                close(one, known, look, said);
            }
        }
        forgetBut(live, defined, look.now(), said);
        return said;
    }

    /** What the last block made known of fuses that alerts may trip. */
    List<ServiceAlerts.Seen> seen() {
        return List.copyOf(seen);
    }

    private void close(Shown one, Evaluated known, ServiceBudgets.Look look, List<Output> said) {
        Instant now = look.now();
        Key key = new Key(one.fuse().id(), one.slo().id());
        BurnWatch before = current(key, one, now, said);
        BurnWatch watch = before.after(one.block());
        TrackCounts sides = tracks(key, watch);
        Instant endedAt = watch.isLive() ? null : before.lastCanaryAt();
        if (endedAt != null) {
            endQuiet(watch, now, said);
            forgetSlots(sides.slots());
            watch = watch.afterQuiet(now);
            sides = new TrackCounts(key.fuse(), key.slo(), now);
        }
        Block block = one.block();
        if (block.canary().total() > 0 || block.stable().total() > 0) {
            store.putTracks(
                    service, sides.add(block.canary(), block.stable(), block.firstBadAt(), now));
        }
        forgetSlots(sides.forget(longest(one.slo()), now));
        if (one.fuse().triggers().contains(Fuse.Trigger.Budget)) {
            watch = burn(one, watch, sides, known, look, said);
            watch = spend(one, watch, known, look, said);
        } else {
            release(watch, "The fuse does not watch the budget of this canary now.", now, said);
            watch = watch.with((BurnWatch.Burn) null).with((BurnWatch.Spent) null);
        }
        if (one.fuse().triggers().contains(Fuse.Trigger.Alerts)) {
            seen.add(new ServiceAlerts.Seen(one, watch, sides, endedAt));
        }
        tracks.put(key, sides);
        if (!watch.equals(watches.put(key, watch))) {
            store.putBurn(service, watch);
        }
    }

    /** The watch of the canary that runs now. */
    private BurnWatch current(Key key, Shown one, Instant now, List<Output> said) {
        BurnWatch fresh = BurnWatch.begin(one.fuse(), one.slo(), one.split(), now);
        BurnWatch known = watches.get(key);
        if (known != null && known.isOf(fresh)) {
            return known;
        }
        if (known != null) {
            release(known, "The canary was replaced, or is counted in another way.", now, said);
            forgetSlots(tracks(key, known).slots());
            tracks.remove(key);
        }
        return fresh;
    }

    private TrackCounts tracks(Key key, BurnWatch watch) {
        TrackCounts known = tracks.get(key);
        if (known == null) {
            known = new TrackCounts(key.fuse(), key.slo(), watch.since());
            List<TrackSlot> kept = restored.remove(key);
            for (TrackSlot slot : kept == null ? List.<TrackSlot>of() : kept) {
                if (!known.restore(slot)) {
                    store.deleteTracks(service, slot);
                }
            }
            tracks.put(key, known);
        }
        return known;
    }

    private BurnWatch burn(
            Shown one,
            BurnWatch watch,
            TrackCounts sides,
            Evaluated known,
            ServiceBudgets.Look look,
            List<Output> said) {
        Instant now = look.now();
        Episode page = known.episode();
        boolean isPage = page != null && page.severity() == Severity.Page;
        BurnWatch next = watch;
        BurnWatch.Burn burn = watch.burn();
        if (burn != null && (page == null || !isPage || !burn.breach().equals(page.id()))) {
            said.add(released(watch, burn.id(), "The breach " + burn.breach() + " is over.", now));
            burn = null;
            next = watch.with((BurnWatch.Burn) null);
        }
        Optional<TierState> tier = tier(known.tiers(), burn != null);
        if (page == null || !isPage || tier.isEmpty() || !next.isLive()) {
            return next;
        }
        Duration window = tier.get().shortWindow();
        TrackCounts.Both both = sides.window(window, now);
        Attribution attribution =
                Attribution.of(
                        both.canary(),
                        both.stable(),
                        look.counts().windowsOf(one.slo()).of(window).counts(),
                        one.slo().objective().allowedBadRatio(),
                        one.fuse().policy().rho(),
                        one.slo().alerting().alpha());
        BurnTexts.Found found =
                new BurnTexts.Found(one, next, page.id(), tier.get(), attribution, both, now);
        if (burn != null
                && burn.explained() == found.explained()
                && !BurnWatch.isDue(burn.saidAt(), now)) {
            return next;
        }
        String id = burn == null ? BurnTexts.id(page.id(), one.fuse()) : burn.id();
        said.add(new Output.Input(BurnTexts.burns(id, found)));
        return next.with(new BurnWatch.Burn(id, page.id(), found.explained(), now));
    }

    /**
     * The fastest page that fires. While a breach stands that none fires for any more, the fastest
     * one there is: the canary must get no more until it is over.
     */
    private static Optional<TierState> tier(List<TierState> tiers, boolean stands) {
        List<TierState> pages =
                tiers.stream()
                        .filter(tier -> tier.severity() == Severity.Page)
                        .sorted(Comparator.comparing(TierState::shortWindow))
                        .toList();
        return pages.stream()
                .filter(TierState::isFiring)
                .findFirst()
                .or(() -> stands ? pages.stream().findFirst() : Optional.empty());
    }

    private BurnWatch spend(
            Shown one,
            BurnWatch watch,
            Evaluated known,
            ServiceBudgets.Look look,
            List<Output> said) {
        Instant now = look.now();
        Slo slo = one.slo();
        Budget budget =
                Budget.of(look.counts().windowsOf(slo).of(slo.window()), slo.objective(), null);
        BigDecimal left = budget.remainingRatio();
        BurnWatch.Spent spent = watch.spent();
        if (one.fuse().policy().onBudgetExhausted() == OnBudgetExhausted.Ignore) {
            if (spent == null) {
                return watch;
            }
            said.add(released(watch, spent.id(), "The fuse ignores used-up budgets now.", now));
            return watch.with((BurnWatch.Spent) null);
        }
        if (spent == null) {
            if (left == null || left.signum() > 0 || !watch.isLive()) {
                return watch;
            }
            spent = new BurnWatch.Spent(BurnTexts.spentId(slo, one.fuse(), now), now);
        } else if (left != null && left.compareTo(BACK_AT) >= 0) {
            said.add(released(watch, spent.id(), BurnTexts.back(slo, budget), now));
            return watch.with((BurnWatch.Spent) null);
        } else if (!BurnWatch.isDue(spent.saidAt(), now)) {
            return watch;
        }
        said.add(new Output.Input(BurnTexts.spent(spent.id(), one, budget, known.tiers(), look)));
        return watch.with(new BurnWatch.Spent(spent.id(), now));
    }

    /** Its errors so far are told; should it be called again, it has none. */
    private static void endQuiet(BurnWatch watch, Instant now, List<Output> said) {
        Instant last = watch.lastCanaryAt();
        if (watch.blamed() != null) {
            said.add(
                    new Output.Input(
                            new FuseInput.CanaryQuiet(
                                    watch.fuse(), watch.blamed(), now, last == null ? now : last)));
        }
        BurnWatch.Burn burn = watch.burn();
        if (burn != null) {
            said.add(released(watch, burn.id(), "The canary gets no requests any more.", now));
        }
    }

    private static void release(BurnWatch watch, String reason, Instant now, List<Output> said) {
        BurnWatch.Burn burn = watch.burn();
        if (burn != null) {
            said.add(released(watch, burn.id(), reason, now));
        }
        BurnWatch.Spent spent = watch.spent();
        if (spent != null) {
            said.add(released(watch, spent.id(), reason, now));
        }
    }

    private static Output released(BurnWatch watch, String episode, String reason, Instant now) {
        return new Output.Input(new FuseInput.CanaryReleased(watch.fuse(), episode, now, reason));
    }

    /** A fuse that is not defined any more can be told nothing. */
    private void forgetBut(
            Set<Key> live, List<ResolvedFuse> defined, Instant now, List<Output> said) {
        Set<ResourceId> fuses = new HashSet<>();
        defined.forEach(fuse -> fuses.add(fuse.fuse().id()));
        for (Map.Entry<Key, BurnWatch> entry : List.copyOf(watches.entrySet())) {
            Key key = entry.getKey();
            if (!live.contains(key)) {
                BurnWatch gone = entry.getValue();
                if (fuses.contains(key.fuse())) {
                    release(
                            gone,
                            "The fuse does not watch the budget of this canary now.",
                            now,
                            said);
                }
                forgetSlots(tracks(key, gone).slots());
                tracks.remove(key);
                watches.remove(key);
                store.deleteBurn(service, gone);
            }
        }
    }

    private void forgetSlots(List<TrackSlot> slots) {
        slots.forEach(slot -> store.deleteTracks(service, slot));
    }

    private static Duration longest(Slo slo) {
        return slo.alerting().tiers().stream()
                .filter(tier -> tier.severity() == Severity.Page)
                .map(tier -> tier.shortWindow())
                .filter(window -> window.compareTo(ServiceAlerts.WINDOW) > 0)
                .max(Comparator.naturalOrder())
                .orElse(ServiceAlerts.WINDOW);
    }
}
