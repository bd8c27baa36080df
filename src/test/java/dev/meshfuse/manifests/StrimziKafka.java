package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.testing.kafka.AskedAuthorizer;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A real broker that asks who one is, with the topics and the user that the objects for Strimzi
 * describe; one broker stands for three, so there is one copy of each topic.
 */
final class StrimziKafka {
    /** Of the program; it must be found nowhere else. */
    static final String PASSWORD = "s3cret-of-the-user";

    private static final String OWN_PASSWORD = "s3cret-of-the-broker";
    private static final Map<String, ResourceType> TYPES =
            Map.of(
                    "topic", ResourceType.TOPIC,
                    "group", ResourceType.GROUP,
                    "transactionalId", ResourceType.TRANSACTIONAL_ID,
                    "cluster", ResourceType.CLUSTER);

    private StrimziKafka() {}

    static EmbeddedBroker start() {
        EmbeddedBroker broker = EmbeddedBroker.start(settings());
        Map<String, Object> settings = new HashMap<>(client("broker", OWN_PASSWORD));
        settings.put("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(topics()).all().get();
            admin.createAcls(acls()).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return broker;
    }

    /** What a client has to say. */
    static Map<String, String> client(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                jaas(user, password) + ";");
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(user, password);
    }

    private static Map<String, String> settings() {
        return Map.of(
                "listener.security.protocol.map",
                "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                "%s user_broker=\"%s\" user_%s=\"%s\";"
                        .formatted(
                                jaas("broker", OWN_PASSWORD),
                                OWN_PASSWORD,
                                AskedAuthorizer.USER,
                                PASSWORD),
                "authorizer.class.name",
                AskedAuthorizer.class.getName(),
                // The controller's listener is for this process alone.
                "super.users",
                "User:broker;User:ANONYMOUS");
    }

    private static List<NewTopic> topics() {
        return Rendering.STRIMZI.objects("KafkaTopic").stream()
                .map(topic ->
                        new NewTopic(
                                        Rendering.nameOf(topic),
                                        topic.at("/spec/partitions").asInt(),
                                        (short) 1)
                                .configs(config(topic)))
                .toList();
    }

    /** Settings of a topic. */
    static Map<String, String> config(JsonNode topic) {
        Map<String, String> config = new HashMap<>();
        topic.at("/spec/config")
                .properties()
                .forEach(one -> config.put(one.getKey(), one.getValue().asText()));
        return config;
    }

    private static List<AclBinding> acls() {
        List<AclBinding> all = new ArrayList<>();
        for (Grant grant : grants()) {
            all.add(
                    new AclBinding(
                            new ResourcePattern(grant.type(), grant.prefix(), PatternType.PREFIXED),
                            new AccessControlEntry(
                                    "User:" + AskedAuthorizer.USER,
                                    "*",
                                    grant.operation(),
                                    AclPermissionType.ALLOW)));
        }
        return all;
    }

    /**
     * One thing the user may do.
     *
     * @param prefix with which names begin
     */
    record Grant(AclOperation operation, ResourceType type, String prefix) {
        /** Whether one of these uses it; Describe is part of the others (KIP-290). */
        boolean isUsedBy(Set<String> asked) {
            return asked.stream().anyMatch(one -> covers(one.split(" ", 3)));
        }

        private boolean covers(String[] asked) {
            return asked[0].equals(operation.name())
                    && asked[1].equals(type.name())
                    && asked[2].startsWith(prefix);
        }
    }

    static Set<Grant> grants() {
        JsonNode user = Rendering.STRIMZI.objects("KafkaUser").getFirst();
        return Rendering.each(user.at("/spec/authorization/acls"))
                .flatMap(rule ->
                        Rendering.each(rule.path("operations"))
                                .map(operation -> grant(rule.path("resource"), operation)))
                .collect(Collectors.toSet());
    }

    private static Grant grant(JsonNode resource, JsonNode operation) {
        if (!resource.path("patternType").asText().equals("prefix")) {
            throw new IllegalStateException("no prefix: " + resource);
        }
        return new Grant(
                AclOperation.fromString(operation.asText().replaceAll("(?<=[a-z])(?=[A-Z])", "_")),
                Objects.requireNonNull(TYPES.get(resource.path("type").asText())),
                resource.path("name").asText());
    }
}
