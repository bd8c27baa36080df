package dev.meshfuse.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.istio.api.security.v1.PeerAuthentication;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the types that are published of each kind say of an object. Kubernetes' own, generated from
 * its OpenAPI, know every field, its type, and which ones are needed. Those of operators know every
 * field and its type.
 */
final class Schemas {
    private static final String KUBERNETES = "io.kubernetes.client.openapi.models.V1";
    private static final Set<String> OF_KUBERNETES =
            Set.of(
                    "v1",
                    "apps/v1",
                    "policy/v1",
                    "networking.k8s.io/v1",
                    "rbac.authorization.k8s.io/v1");

    private static final Map<String, Class<?>> OF_OPERATORS =
            Map.of(
                    "monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class,
                    "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class,
                    "kafka.strimzi.io/v1 Kafka", Kafka.class,
                    "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
                    "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class,
                    "kafka.strimzi.io/v1 KafkaUser", KafkaUser.class,
                    "cert-manager.io/v1 Issuer", Issuer.class,
                    "cert-manager.io/v1 Certificate", Certificate.class,
                    "security.istio.io/v1 PeerAuthentication", PeerAuthentication.class);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Schemas() {}

    /** All that is wrong with an object. */
    static List<String> faults(JsonNode object) {
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        if (OF_KUBERNETES.contains(version)) {
            return faultsOfKubernetes(object, kind);
        }
        Class<?> type = OF_OPERATORS.get(version + " " + kind);
        return type == null
                ? List.of("nothing is known of kind " + kind + " in " + version)
                : faultsOfOperator(object, type);
    }

    private static List<String> faultsOfKubernetes(JsonNode object, String kind) {
        try {
            Class.forName(KUBERNETES + kind)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(object.toString()));
            return List.of();
        } catch (InvocationTargetException e) {
            return List.of(String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            return List.of("nothing is known of kind " + kind + ": " + e);
        }
    }

    private static List<String> faultsOfOperator(JsonNode object, Class<?> type) {
        try {
            List<String> unknown = new ArrayList<>();
            unknownFields("", MAPPER.treeToValue(object, type), unknown);
            return unknown;
        } catch (JsonProcessingException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /** What no field was there for is kept aside in each part of the tree. */
    private static void unknownFields(String path, @Nullable Object part, List<String> unknown) {
        if (part instanceof Collection<?> list) {
            list.forEach(one -> unknownFields(path + "[]", one, unknown));
        } else if (part != null
                && part.getClass().getName().matches("io\\.(fabric8|strimzi)\\..*")
                && !part.getClass().isEnum()) {
            for (Method method : part.getClass().getMethods()) {
                if (isGetter(method)) {
                    field(path, part, method, unknown);
                }
            }
        }
    }

    private static void field(String path, Object part, Method getter, List<String> unknown) {
        @Nullable Object value;
        try {
            value = getter.invoke(part);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(path + ": " + getter, e);
        }
        if (getter.getName().equals("getAdditionalProperties")) {
            if (value instanceof Map<?, ?> more) {
                more.keySet().forEach(key -> unknown.add("no such field: " + path + "/" + key));
            }
        } else {
            unknownFields(path + "/" + getter.getName().substring(3), value, unknown);
        }
    }

    private static boolean isGetter(Method method) {
        return method.getName().startsWith("get")
                && method.getParameterCount() == 0
                && !Modifier.isStatic(method.getModifiers())
                && !method.isBridge();
    }
}
