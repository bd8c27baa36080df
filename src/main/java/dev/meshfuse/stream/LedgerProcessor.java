package dev.meshfuse.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.sli.ServiceIncrements;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stage 2, by apex service: keeps a ledger for each service, and closes its blocks of evidence:
 * with the reading that completes one, else by the clock; see {@link Awaited}.
 */
final class LedgerProcessor implements Processor<String, ServiceIncrements, String, Output> {
    private static final Logger LOG = Logger.getLogger(LedgerProcessor.class);

    /** How often the clock is looked at: so much later than it should may a block end by it. */
    private static final Duration CLOCK = Awaited.GRACE.dividedBy(5);

    private final Duration block;
    private final Definitions.Source definitions;
    private final Consumer<Output> observer;
    private final KnownAlerts known;
    private final ObjectMapper mapper;
    private final Map<ResourceId, ServiceLedger> ledgers = new HashMap<>();

    /** Those whose blocks cannot be closed; it is said once. */
    private final Set<ResourceId> failing = new HashSet<>();

    private ProcessorContext<String, Output> context;
    private StreamsLedgerStore store;

    /**
     * @param block length of a block of evidence
     * @param observer sees what is said, for metrics
     * @param known the alerts there are
     * @param mapper how what is kept looks
     */
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    LedgerProcessor(
            Duration block,
            Definitions.Source definitions,
            Consumer<Output> observer,
            KnownAlerts known,
            ObjectMapper mapper) {
        this.block = block;
        this.definitions = definitions;
        this.observer = observer;
        this.known = known;
        this.mapper = mapper;
    }

    @Override
    public void init(ProcessorContext<String, Output> context) {
        this.context = context;
        this.store = new StreamsLedgerStore(context, known, mapper);
        store.services().forEach(this::ledger);
        store.restore(this::ledger);
        context.schedule(CLOCK, PunctuationType.WALL_CLOCK_TIME, this::closeThoseOver);
    }

    @Override
    public void process(Record<String, ServiceIncrements> message) {
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        ResourceId service = message.value().service();
        ServiceLedger ledger = ledger(service);
        Definitions current = definitions.current();
        ledger.take(message.value(), now, current);
        if (ledger.isBlockComplete(now)) {
            close(service, ledger, now, current);
        }
    }

    private void closeThoseOver(long timestamp) {
        Instant now = Instant.ofEpochMilli(timestamp);
        Definitions current = definitions.current();
        ledgers.forEach((service, ledger) -> {
            if (ledger.isBlockOver(now)) {
                close(service, ledger, now, current);
            }
        });
    }

    /** What a fuse waits for is committed at once; the rest can wait for the next commit. */
    private void close(ResourceId service, ServiceLedger ledger, Instant now, Definitions current) {
        boolean isUrgent = false;
        for (Output said : closeBlock(service, ledger, now, current)) {
            observer.accept(said);
            String key = keyOf(said);
            if (key != null) {
                context.forward(new Record<>(key, said, now.toEpochMilli()));
            }
            isUrgent |= said instanceof Output.Breach || said instanceof Output.Input;
        }
        if (isUrgent) {
            context.commit();
        }
    }

    /** One service that cannot be evaluated must not keep the others from it. */
    private List<Output> closeBlock(
            ResourceId service, ServiceLedger ledger, Instant now, Definitions current) {
        try {
            List<Output> said = ledger.closeBlock(now, current);
            if (failing.remove(service)) {
                observer.accept(new Output.Evaluation(service, false));
                LOG.infof("service is evaluated again: service=%s", service.key());
            }
            return said;
        } catch (KafkaException e) { // its trouble is everybody's
            throw e;
        } catch (RuntimeException e) {
            if (failing.add(service)) {
                observer.accept(new Output.Evaluation(service, true));
                LOG.errorf(e, "service cannot be evaluated: service=%s", service.key());
            }
            return List.of();
        }
    }

    @Override
    public void close() {
        failing.forEach(service -> observer.accept(new Output.Evaluation(service, false)));
        ledgers.values()
                .forEach(ledger ->
                        ledger.slosSaid().forEach(slo -> observer.accept(new Output.Left(slo))));
    }

    private ServiceLedger ledger(ResourceId service) {
        return ledgers.computeIfAbsent(service, id -> new ServiceLedger(id, block, store));
    }

    private static @Nullable String keyOf(Output said) {
        return switch (said) {
            case Output.Breach breach -> breach.event().slo().key();
            case Output.Input input -> input.input().fuse().key();
            case Output.Counted counted -> null;
            case Output.TracksCounted counted -> null;
            case Output.Evaluation evaluation -> null;
            case Output.Left left -> null;
            case Output.SloSeen slo -> StateKeys.slo(slo.state().id());
            case Output.EvidenceSeen evidence ->
                    StateKeys.evidence(evidence.state().fuse(), evidence.state().slo());
        };
    }
}
