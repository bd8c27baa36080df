package dev.meshfuse.stream;

import dev.meshfuse.budget.SlotSource;
import dev.meshfuse.definition.ResourceId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Finds the replica that counts for a service: the slots of a service are only there. It asks Kafka
 * Streams, whose group knows who has which partition, and at which address each replica can be
 * asked if it was told its own ({@code application.server}).
 */
public final class SlotOwners {
    /** Where the slots of a service are. */
    public sealed interface Place {}

    /**
     * On this replica.
     *
     * @param slots what is kept, also what is not committed yet; they can be read until the
     *     partition goes elsewhere, then reading fails with {@link InvalidStateStoreException}
     */
    public record Here(SlotSource slots) implements Place {}

    /** On another replica, at the address that one gave for itself. */
    public record Elsewhere(String host, int port) implements Place {}

    /** Not known now; a sentence that says why. */
    public record Unknown(String reason) implements Place {}

    private final KafkaStreams streams;
    private final int partitions;
    private final Optional<HostInfo> self;

    /**
     * @param partitions how many there are of increments by service
     * @param address what this replica calls itself to others, {@code host:port}; empty when it
     *     does not tell
     */
    public SlotOwners(KafkaStreams streams, int partitions, Optional<String> address) {
        this.partitions = partitions;
        this.streams = streams;
        this.self = address.map(HostInfo::buildFromEndpoint);
    }

    /** Where the slots of a service are now. Only asks what this process knows already. */
    public Place of(ResourceId service) {
        try {
            StoredSlots slots = new StoredSlots(storeOf(service), service);
            return slots.isThere() ? new Here(slots) : elsewhere(service);
        } catch (StreamsNotStartedException e) {
            return new Unknown("Kafka Streams has not started yet.");
        } catch (InvalidStateStoreException e) {
            return moving(service);
        } catch (IllegalStateException e) { // as Kafka Streams throws it when it has ended
            return new Unknown("Kafka Streams is not running: it is " + streams.state() + ".");
        }
    }

    /**
     * The store of the service's partition, which may be here or not: that shows when it is read.
     * The partition is computed as by Kafka's own partitioner of keys; its metadata would tell it
     * too, but knows nothing while no replica tells its address.
     */
    private ReadOnlyKeyValueStore<String, byte[]> storeOf(ResourceId service) {
        byte[] key = service.key().getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
        return streams.store(
                StoreQueryParameters.fromNameAndType(
                                StreamsLedgerStore.SLOTS,
                                QueryableStoreTypes.<String, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    private Place elsewhere(ResourceId service) {
        KeyQueryMetadata known =
                streams.queryMetadataForKey(
                        StreamsLedgerStore.SLOTS, service.key(), Serdes.String().serializer());
        HostInfo owner = known == null ? HostInfo.unavailable() : known.activeHost();
        if (owner.equals(HostInfo.unavailable())) {
            return self.isPresent() ? moving(service) : nameless(service);
        }
        return self.filter(owner::equals).isPresent()
                ? moving(service)
                : new Elsewhere(owner.host(), owner.port());
    }

    private static Place moving(ResourceId service) {
        return new Unknown(
                "The counts of %s are on their way to a replica, or being read back from Kafka."
                        .formatted(service.local()));
    }

    private static Place nameless(ResourceId service) {
        return new Unknown(
                ("The counts of %s are not here, or are being read back from Kafka. If there are"
                                + " other replicas, each must be told its own meshfuse.address.")
                        .formatted(service.local()));
    }
}
