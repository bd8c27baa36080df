package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.app.MeshfuseConfig;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.streams.StreamsConfig;

/** Every setting there is: ours, Quarkus' as its extensions describe them, and Kafka's. */
final class KnownSettings {
    private static final String MODELS = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final Pattern MAP_KEY = Pattern.compile("\"[^\"]*\"");

    private KnownSettings() {}

    /**
     * Settings below {@code meshfuse.}: of a list the first, and of keys that anybody may choose a
     * dot in their place.
     */
    static Set<String> ours() {
        return ConfigMappings.getProperties(ConfigClass.configClass(MeshfuseConfig.class))
                .keySet()
                .stream()
                .filter(name -> !name.endsWith("[*]")) // one item of a list
                .map(name -> name.replace("[*]", "[0]").replaceFirst("\\.\\*$", "."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As text that a page or a sheet must have. */
    static String written(String name, String before, String after) {
        return before + name + (name.endsWith(".") ? "" : after);
    }

    /** Whether there is a setting of that name. */
    static boolean has(String name) {
        if (name.startsWith("meshfuse.")) {
            return ours().contains(name);
        }
        if (name.startsWith("kafka-streams.")) {
            return StreamsConfig.configDef().names().contains(name.substring(14));
        }
        if (name.startsWith("kafka.")) {
            return ofKafka(name.substring(6));
        }
        return ofQuarkus().stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Whether a variable is that of a setting (MicroProfile Config, "Environment Variables"). */
    static boolean hasVariable(String name) {
        if (name.startsWith("KAFKA_")) {
            return ofKafka(name.substring(6).toLowerCase(Locale.ROOT).replace('_', '.'));
        }
        return ours().stream().map(KnownSettings::asVariable).anyMatch(name::equals);
    }

    private static String asVariable(String property) {
        return property.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static boolean ofKafka(String name) {
        return name.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
                || name.equals(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                || name.equals(SaslConfigs.SASL_MECHANISM)
                || name.equals(SaslConfigs.SASL_JAAS_CONFIG)
                || name.equals(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG)
                || name.equals(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG);
    }

    private static Set<Pattern> ofQuarkus() {
        Set<Pattern> all = new java.util.HashSet<>();
        try {
            for (URL model :
                    Collections.list(KnownSettings.class.getClassLoader().getResources(MODELS))) {
                try (InputStream in = model.openStream()) {
                    for (JsonNode name : new ObjectMapper().readTree(in).findValues("property")) {
                        all.add(pattern(name.asText()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** A part in quotes stands for any key. */
    private static Pattern pattern(String name) {
        return Pattern.compile(
                MAP_KEY.splitAsStream(name)
                        .map(Pattern::quote)
                        .collect(java.util.stream.Collectors.joining("(\"[^\"]+\"|[^.]+)")));
    }
}
