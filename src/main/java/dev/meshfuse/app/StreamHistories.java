package dev.meshfuse.app;

import dev.meshfuse.budget.SloHistory;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.stream.SlotOwners;
import dev.meshfuse.web.Histories;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** What was counted, from the stores of the partitions that this replica has. */
@ApplicationScoped
public class StreamHistories implements Histories {
    private final SlotOwners owners;
    private final Clock clock;

    StreamHistories(SlotOwners owners, Clock clock) {
        this.owners = owners;
        this.clock = clock;
    }

    /**
     * Numbers are those of the store as it is: what was counted since the last commit, a tenth of a
     * second ago at most, is in them, and would be counted anew should this replica be killed now.
     */
    @Override
    public Found find(Slo slo, Duration window) {
        try {
            return switch (owners.of(slo.service())) {
                case SlotOwners.Here here ->
                        new Here(SloHistory.of(here.slots(), slo, window, clock.instant()));
                case SlotOwners.Elsewhere owner -> new Elsewhere(owner.host(), owner.port());
                case SlotOwners.Unknown unknown -> new Unknown(unknown.reason());
            };
        } catch (InvalidStateStoreException e) {
            return new Unknown(
                    "The counts of %s have just gone to another replica."
                            .formatted(slo.service().local()));
        }
    }
}
