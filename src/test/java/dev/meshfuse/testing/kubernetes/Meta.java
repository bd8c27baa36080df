package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Reading and keeping of {@code metadata}. */
final class Meta {
    /** Fields of metadata that only the server may set; an update keeps their stored values. */
    private static final List<String> SERVER_OWNED =
            List.of(
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "generateName",
                    "resourceVersion");

    private static final Set<String> KNOWN =
            Set.of(
                    "name",
                    "namespace",
                    "labels",
                    "annotations",
                    "finalizers",
                    "ownerReferences",
                    "managedFields",
                    "uid",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generation",
                    "generateName",
                    "resourceVersion");

    /** The API server's alphabet: no vowels, so that no word comes out. */
    private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX_LENGTH = 5;

    private Meta() {}

    static ObjectNode of(ObjectNode object) {
        return Json.child(object, "metadata");
    }

    static String get(ObjectNode object, String field) {
        return Json.text(object, "metadata", field);
    }

    static String name(ObjectNode object) {
        return get(object, "name");
    }

    static String namespace(ObjectNode object) {
        return get(object, "namespace");
    }

    static List<String> finalizers(ObjectNode object) {
        return Json.texts(Json.at(object, "metadata", "finalizers"));
    }

    static boolean isDeleting(ObjectNode object) {
        return !get(object, "deletionTimestamp").isEmpty();
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String generatedName(String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            int at = ThreadLocalRandom.current().nextInt(SUFFIX_ALPHABET.length());
            name.append(SUFFIX_ALPHABET.charAt(at));
        }
        return name.toString();
    }

    static void keepServerOwned(ObjectNode from, ObjectNode into) {
        ObjectNode source = of(from);
        SERVER_OWNED.forEach(f -> Json.setOrRemove(of(into), f, source.path(f)));
    }

    /** Removes what metadata cannot hold and returns the paths of what was removed. */
    static List<String> pruneUnknown(ObjectNode object) {
        ObjectNode meta = of(object);
        meta.remove("selfLink");
        List<String> unknown =
                meta.properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(f -> !KNOWN.contains(f))
                        .toList();
        meta.remove(unknown);
        return unknown.stream().map(f -> "metadata." + f).toList();
    }

    static void bumpGeneration(ObjectNode object) {
        JsonNode current = Json.at(object, "metadata", "generation");
        of(object).put("generation", current.asLong() + 1);
    }
}
