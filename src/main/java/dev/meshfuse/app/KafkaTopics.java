package dev.meshfuse.app;

import dev.meshfuse.event.kafka.TopicRules;
import dev.meshfuse.event.kafka.Topics;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

    private final Map<String, Object> kafka;
    private final Topics topics;
    private final TopicsConfig config;
    private final TopicRules rules;
    private final Thread worker;
    private volatile String problem = "topics not checked yet";
    private volatile boolean stopping;
    private List<String> warned = List.of();
    private List<String> unchecked = List.of();

    KafkaTopics(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Topics topics,
            MeshfuseConfig config) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config.topics();
        this.rules = new TopicRules(topics);
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
            TopicRules.Findings found =
                    rules.findings(
                            look(admin, topics.all().stream().filter(existing::contains).toList()),
                            config.partitions(),
                            admin.describeCluster().nodes().get().size());
            if (!found.refused().isEmpty()) {
                return refuse(found.refused());
            }
            warn(Stream.concat(found.warnings().stream(), unchecked.stream()).toList());
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
            return "Kafka: " + reason(e.getCause());
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
                        .configs(rules.settingsOf(name, config.replicationFactor()));
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.infof("topic created: topic=%s partitions=%d", name, config.partitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another replica was faster
                throw e;
            }
        }
    }

    /** Settings that may not be seen are not judged. */
    private List<TopicRules.Existing> look(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException {
        Map<String, Map<String, String>> settings = settings(admin, names);
        return admin.describeTopics(names).allTopicNames().get().values().stream()
                .map(topic ->
                        new TopicRules.Existing(
                                topic.name(),
                                topic.partitions().size(),
                                topic.partitions().stream()
                                        .mapToInt(partition -> partition.replicas().size())
                                        .min()
                                        .orElse(0),
                                settings.getOrDefault(topic.name(), Map.of())))
                .toList();
    }

    private Map<String, Map<String, String>> settings(Admin admin, List<String> names)
            throws InterruptedException, ExecutionException {
        List<ConfigResource> resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<String, Map<String, String>> settings = new HashMap<>();
        unchecked = List.of();
        try {
            admin.describeConfigs(resources)
                    .all()
                    .get()
                    .forEach((resource, config) -> {
                        Map<String, String> known = new HashMap<>();
                        config.entries().stream()
                                .filter(entry -> entry.value() != null)
                                .forEach(entry -> known.put(entry.name(), entry.value()));
                        settings.put(resource.name(), known);
                    });
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            unchecked = List.of("their settings cannot be checked: " + reason(e.getCause()));
        }
        return settings;
    }

    /** What must be done about it, and what Kafka says, which has no password. */
    private static String reason(@Nullable Throwable cause) {
        String said = String.valueOf(cause);
        if (cause instanceof AuthenticationException) {
            return "it refuses these credentials or this certificate (kafka.sasl.*, kafka.ssl.*): "
                    + said;
        }
        if (cause instanceof AuthorizationException) {
            return "the account may not do this, which ACLs must allow (docs/events.md): " + said;
        }
        if (cause instanceof TimeoutException) {
            return "it does not answer; is the address right, and kafka.security.protocol what it"
                    + " expects there? "
                    + said;
        }
        return said;
    }

    private void warn(List<String> warnings) {
        warnings.stream()
                .filter(one -> !warned.contains(one))
                .forEach(one -> LOG.warnf("topics are not as they should be: reason=%s", one));
        warned = warnings;
    }
}
