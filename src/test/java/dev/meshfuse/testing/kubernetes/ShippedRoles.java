package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The roles of folder {@code kubernetes/rbac}, and the account that they are for. */
public final class ShippedRoles {
    public static final Path FOLDER = Path.of("kubernetes", "rbac");

    /** As the API server calls the program's account. */
    public static final String ACCOUNT = "system:serviceaccount:meshfuse:meshfuse";

    /** The account's token on a server that has these roles. */
    public static final String TOKEN = "meshfuse-token";

    /** Says what is a resource, for kubectl; the API server never sees it. */
    private static final String LIST = "kustomization.yaml";

    private ShippedRoles() {}

    /** Applies all of them but those of some files, and from then on refuses what none allows. */
    public static void install(InProcessKubernetes kubernetes, String... without) {
        for (String file : files()) {
            if (!List.of(without).contains(file)) {
                kubernetes.apply(FOLDER.resolve(file));
            }
        }
        kubernetes.allowToken(TOKEN, ACCOUNT, "system:serviceaccounts");
        kubernetes.enforce(true);
    }

    /** The files that kubectl applies, in its order. */
    public static List<String> files() {
        return Json.texts(documents(LIST).getFirst().path("resources"));
    }

    /** All files of the folder but the list of them. */
    public static Set<String> present() {
        try (Stream<Path> all = Files.list(FOLDER)) {
            Set<String> names = new TreeSet<>();
            all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LIST))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the roles of a file grant, each as {@code verb group resource}. */
    public static Set<String> granted(String file) {
        Set<String> all = new TreeSet<>();
        for (ObjectNode object : documents(file)) {
            for (JsonNode rule : object.path("rules")) {
                for (String group : Json.texts(rule.path("apiGroups"))) {
                    for (String resource : Json.texts(rule.path("resources"))) {
                        for (String verb : Json.texts(rule.path("verbs"))) {
                            all.add("%s %s %s".formatted(verb, group, resource));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static List<ObjectNode> documents(String file) {
        try {
            return Json.documents(Files.readString(FOLDER.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
