import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.*;

/** Prints each event of fuses and objectives once: java -cp 'kafka-clients.jar:slf4j-api.jar' EventConsumer.java localhost:9092 */
public class EventConsumer {
    public static void main(String[] args) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[0]);
        settings.put("group.id", "event-consumer-example");
        settings.put("isolation.level", "read_committed"); // breaches come from transactions
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        // What was done already. Keep it where it outlives a restart, with the time of each, for as long as topics keep events.
        Set<String> done = new HashSet<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("meshfuse.breaches", "meshfuse.actions"));
            while (true) {
                for (ConsumerRecord<String, String> event : consumer.poll(Duration.ofSeconds(1))) {
                    String type = header(event, "ce_type");
                    if (type.endsWith(".v1") && done.add(header(event, "ce_source") + " " + header(event, "ce_id"))) {
                        System.out.println(type + " " + event.key() + " " + event.value()); // do it here
                    }
                }
                consumer.commitSync(); // after it is done: an event may come again, but none is missed
            }
        }
    }

    static String header(ConsumerRecord<?, ?> event, String name) {
        Header header = event.headers().lastHeader(name);
        return header == null ? "" : new String(header.value());
    }
}
