package dev.meshfuse.app;

import dev.meshfuse.event.kafka.DeadLetters;
import dev.meshfuse.event.kafka.Topics;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Sees to it that the topics exist as they must be, and says why not if they do not. Kafka may come
 * later than this program, and may go away: it asks again for as long as the program runs.
 */
@Startup
@ApplicationScoped
public class KafkaTopics {
    private static final Logger LOG = Logger.getLogger(KafkaTopics.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** How soon it is noticed that Kafka has gone, or that a topic has. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Readings older than this are of no use to anybody; shards have no records at all. */
    private static final Duration SHORT_RETENTION = Duration.ofHours(1);

    /** Somebody must have the time to look at dead letters. */
    private static final Duration LONG_RETENTION = Duration.ofDays(14);

    private final Map<String, Object> kafka;
    private final Topics topics;
    private final TopicsConfig config;
    private final Thread worker;
    private volatile String problem = "topics not checked yet";
    private volatile boolean stopping;

    KafkaTopics(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Topics topics,
            MeshfuseConfig config) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config.topics();
        this.worker = Thread.ofVirtual().name("kafka-topics").unstarted(this::work);
    }

    @PostConstruct
    void start() {
        worker.start();
    }

    @PreDestroy
    void stop() {
        stopping = true;
        worker.interrupt();
    }

    /** Why the topics are not ready, or nothing when they are. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    private void work() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        try (Admin admin = Admin.create(settings)) {
            while (!stopping) {
                say(check(admin));
                Thread.sleep(problem.isEmpty() ? LOOK : AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String found) {
        if (!found.equals(problem)) {
            if (found.isEmpty()) {
                LOG.infof("topics ready: prefix=%s", topics.prefix());
            } else {
                LOG.warnf("topics not ready: reason=%s", found);
            }
        }
        problem = found;
    }

    private String check(Admin admin) throws InterruptedException {
        try {
            Set<String> existing = admin.listTopics().names().get();
            List<String> wrong =
                    wrongOnes(admin, topics.all().stream().filter(existing::contains).toList());
            if (!wrong.isEmpty()) {
                return refuse(wrong);
            }
            List<String> missing =
                    topics.all().stream().filter(name -> !existing.contains(name)).toList();
            if (!missing.isEmpty() && !config.create()) {
                return "topics do not exist, and meshfuse.topics.create is off: "
                        + String.join(", ", missing);
            }
            for (String name : missing) {
                create(admin, name);
            }
            return "";
        } catch (ExecutionException e) {
            return "Kafka: " + String.valueOf(e.getCause());
        }
    }

    /**
     * Waiting would not help, and counting on other partitions than before would lose what was
     * counted.
     */
    private String refuse(List<String> wrong) {
        wrong.forEach(one -> LOG.fatalf("topics cannot be used, stopping: reason=%s", one));
        stopping = true;
        Quarkus.asyncExit(1);
        return String.join("; ", wrong);
    }

    private void create(Admin admin, String name) throws InterruptedException, ExecutionException {
        NewTopic topic =
                new NewTopic(name, config.partitions(), config.replicationFactor())
                        .configs(settingsOf(topics, name));
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.infof("topic created: topic=%s partitions=%d", name, config.partitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another replica was faster
                throw e;
            }
        }
    }

    /** Settings of a topic that are not the broker's. */
    public static Map<String, String> settingsOf(Topics topics, String name) {
        if (topics.compacted().contains(name)) {
            return Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        if (name.equals(topics.deadLetters())) {
            return Map.of(
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(LONG_RETENTION.toMillis()),
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(DeadLetters.LARGEST));
        }
        return name.equals(topics.readings()) || name.equals(topics.shards())
                ? Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(SHORT_RETENTION.toMillis()))
                : Map.of();
    }

    private List<String> wrongOnes(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException {
        List<String> wrong = new ArrayList<>();
        for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
            if (topic.partitions().size() != config.partitions()) {
                wrong.add(
                        "topic %s has %d partitions, meshfuse.topics.partitions says %d"
                                .formatted(
                                        topic.name(),
                                        topic.partitions().size(),
                                        config.partitions()));
            }
        }
        return wrong;
    }
}
