package dev.meshfuse.sli;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one reading added to one apex service.
 *
 * @param service the service users call
 * @param target where the reading came from
 * @param since when the time began in which it was added
 * @param at when it was read
 * @param increments what was added, zeros included: they tell who reports
 */
public record ServiceIncrements(
        ResourceId service, String target, Instant since, Instant at, List<Increment> increments) {
    public ServiceIncrements {
        increments = List.copyOf(increments);
    }

    /**
     * Groups what a reading added by the service users call. Requests to no service of the mesh are
     * left out.
     */
    public static List<ServiceIncrements> group(
            Reading reading, Baseline.Advance advance, String cluster, Definitions definitions) {
        Map<ResourceId, List<Increment>> byService = new TreeMap<>();
        for (Increment increment : advance.increments()) {
            DestinationService.of(increment.labels(), cluster)
                    .map(definitions::apexOf)
                    .ifPresent(service ->
                            byService
                                    .computeIfAbsent(service, s -> new ArrayList<>())
                                    .add(increment));
        }
        return byService.entrySet().stream()
                .map(entry ->
                        new ServiceIncrements(
                                entry.getKey(),
                                reading.target(),
                                advance.since(),
                                reading.at(),
                                entry.getValue()))
                .toList();
    }
}
