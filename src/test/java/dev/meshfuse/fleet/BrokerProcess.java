package dev.meshfuse.fleet;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.io.IOException;

/**
 * A Kafka broker as a process of its own. It prints its address, and ends when its input does,
 * taking its data along.
 */
public final class BrokerProcess {
    private BrokerProcess() {}

    /** Serves until its input ends. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            System.out.println(broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
        }
    }
}
