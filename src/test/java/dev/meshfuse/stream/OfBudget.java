package dev.meshfuse.stream;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.FusePolicy.OnBudgetExhausted;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cart with a fuse that listens to its budget, ten seconds at a time. */
abstract class OfBudget extends OfCart {
    static final Duration EACH = Duration.ofSeconds(10);
    static final Duration OUTAGE = Duration.ofMinutes(10);
    static final Definitions BUDGET = triggered(Fuse.Trigger.Budget);

    final List<FuseInput> heard = new ArrayList<>();
    Definitions defined = BUDGET;

    /** So many requests every ten seconds. */
    void serve(Duration lasting, long stable, long stableBad, long canary, long canaryBad) {
        Instant end = now.plus(lasting);
        while (now.isBefore(end)) {
            step(EACH, stable, stableBad, canary, canaryBad);
        }
    }

    void step(Duration by, long stable, long stableBad, long canary, long canaryBad) {
        now = now.plus(by);
        take(Requests.toCart(), stable);
        take(Requests.toCart().code("503"), stableBad);
        take(Requests.toCanary(), canary);
        take(Requests.toCanary().code("503"), canaryBad);
        hear(ledger.closeBlock(now, defined));
    }

    @Override
    void take(Requests requests, long count) {
        add(requests, count, defined);
    }

    void hear(List<Output> said) {
        heard.addAll(inputs(said));
    }

    List<FuseInput.BudgetBurns> burns() {
        return heard.stream()
                .filter(FuseInput.BudgetBurns.class::isInstance)
                .map(FuseInput.BudgetBurns.class::cast)
                .toList();
    }

    List<FuseInput.BudgetSpent> spent() {
        return heard.stream()
                .filter(FuseInput.BudgetSpent.class::isInstance)
                .map(FuseInput.BudgetSpent.class::cast)
                .toList();
    }

    static Definitions triggered(Fuse.Trigger... triggers) {
        return of(fuse(Set.of(triggers), FusePolicy.DEFAULT), Shop.SPLIT);
    }

    static Definitions of(Fuse fuse, Split split) {
        return of(Shop.slo(), fuse, split);
    }

    static Definitions of(Slo slo, Fuse fuse, Split split) {
        return new Definitions(
                Map.of(slo.id(), slo),
                Map.of(fuse.id(), new ResolvedFuse(fuse, Shop.CART, split)),
                List.of());
    }

    /** A budget that is kept over an hour, so that a test can use it up. */
    static Slo hourly() {
        Slo monthly = Shop.slo();
        return new Slo(
                monthly.id(),
                monthly.generation(),
                monthly.service(),
                monthly.indicator(),
                monthly.objective(),
                Duration.ofHours(1),
                monthly.counting(),
                monthly.alerting());
    }

    static Fuse fuse(Set<Fuse.Trigger> triggers, FusePolicy policy) {
        Fuse plain = Shop.fuse(1, triggers);
        return new Fuse(
                plain.id(),
                plain.generation(),
                plain.slos(),
                plain.target(),
                plain.stable(),
                plain.canary(),
                plain.triggers(),
                plain.mode(),
                policy);
    }

    static FusePolicy policy(OnBudgetExhausted onBudgetExhausted) {
        FusePolicy plain = FusePolicy.DEFAULT;
        return new FusePolicy(
                plain.rho(),
                plain.burnLimit(),
                plain.falseAlarmsPer(),
                onBudgetExhausted,
                plain.cooldown(),
                plain.maxTrips());
    }
}
