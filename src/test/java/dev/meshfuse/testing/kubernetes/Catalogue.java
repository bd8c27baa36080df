package dev.meshfuse.testing.kubernetes;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every kind that is served: the built-in ones and those of the stored custom resource definitions,
 * which win.
 */
final class Catalogue {
    private final Map<String, ResourceType> builtIn = new LinkedHashMap<>();
    private final ObjectStore store;

    Catalogue(ObjectStore store) {
        this.store = store;
        BuiltInTypes.all().forEach(t -> builtIn.put(t.id(), t));
    }

    Collection<ResourceType> types() {
        Map<String, ResourceType> all = new LinkedHashMap<>(builtIn);
        store.snapshot(CustomTypes.DEFINITIONS)
                .objects()
                .values()
                .forEach(definition -> {
                    ResourceType type = CustomTypes.of(definition);
                    all.put(type.id(), type);
                });
        return List.copyOf(all.values());
    }

    Optional<ResourceType> find(String group, String version, String plural) {
        return inVersion(group, version).filter(t -> t.plural().equals(plural)).findFirst();
    }

    Optional<ResourceType> findKind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return inVersion(group, apiVersion.substring(slash + 1))
                .filter(t -> t.kind().equals(kind))
                .findFirst();
    }

    Stream<ResourceType> inVersion(String group, String version) {
        return types().stream()
                .filter(t -> t.group().equals(group) && t.version(version).isPresent());
    }
}
