package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.Access.Action;
import dev.meshfuse.testing.kubernetes.Access.User;
import dev.meshfuse.testing.kubernetes.Answer.Body;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Kubernetes API server in this process, on a free loopback port, over plain HTTP. It answers as
 * the real one does where a client can tell: versions and conflicts, watches, selectors, pages,
 * patches, dry runs, status subresources, schemas of custom resources, Status objects.
 *
 * <p>What it leaves out: controllers (nothing scales, schedules or collects garbage; a definition
 * is established at once), admission webhooks, CEL rules and {@code format} of schemas, defaults
 * and validation of built-in kinds, conversion between versions other than the apiVersion,
 * subresources other than {@code status}, protobuf, tables, OpenAPI documents. Deleting a namespace
 * removes what is in it at once, finalizers or not, and pods end without a grace period. Events of
 * the core group and of {@code events.k8s.io} are not the same objects. Server-side apply names
 * owners by leaves: an empty parent has no owner, and fields that overlap without being equal (a
 * map and a key below it) are not found to be in conflict. All memory, one event loop: meant for
 * thousands of objects.
 *
 * <p>Without configuration everybody may do everything. The token of {@link #writeKubeconfig(Path)}
 * and {@link #client()} always may.
 */
public final class InProcessKubernetes implements AutoCloseable {
    private final ObjectStore store = new ObjectStore();
    private final Catalogue catalogue = new Catalogue(store);
    private final Access access = new Access(new StoredRoles(store));
    private final Faults faults = new Faults(store::expire);
    private final Api api = new Api(store, catalogue, access);
    private final HttpFront front = new HttpFront(api, access, store, faults);
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final int port;

    private InProcessKubernetes(int port) {
        BuiltInBehaviour.INITIAL_NAMESPACES.forEach(this::createNamespace);
        this.port = front.listen(port);
    }

    /** Starts a server on a free port. */
    public static InProcessKubernetes start() {
        return new InProcessKubernetes(0);
    }

    /** Starts a server on this port. */
    public static InProcessKubernetes start(int port) {
        return new InProcessKubernetes(port);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Writes a kubeconfig of an administrator and returns the file. */
    public Path writeKubeconfig(Path file) {
        return writeKubeconfig(file, Access.ADMIN_TOKEN);
    }

    /** Writes a kubeconfig of the owner of a token and returns the file. */
    public Path writeKubeconfig(Path file, String token) {
        String text =
                """
                apiVersion: v1
                kind: Config
                current-context: in-process
                clusters:
                  - name: in-process
                    cluster:
                      server: %s
                users:
                  - name: user
                    user:
                      token: %s
                contexts:
                  - name: in-process
                    context:
                      cluster: in-process
                      user: user
                      namespace: default
                """
                        .formatted(url(), token);
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("kubeconfig " + file, e);
        }
    }

    /** A new client with an administrator's token. It is closed with the server. */
    public KubernetesClient client() {
        return client(Access.ADMIN_TOKEN);
    }

    /** A new client of the owner of a token. It is closed with the server. */
    public KubernetesClient client(String token) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withOauthToken(token)
                        .withNamespace("default")
                        .build();
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        synchronized (clients) {
            clients.add(client);
        }
        return client;
    }

    /**
     * Applies the objects of YAML files, or of all {@code .yaml} files of folders, as {@code
     * kubectl apply} would.
     */
    public void apply(Path... yaml) {
        for (Path path : yaml) {
            files(path).forEach(f -> apply(read(f)));
        }
    }

    /**
     * Applies the objects of a YAML text. A status in it is written too, which {@code kubectl}
     * would not do.
     */
    public void apply(String yaml) {
        for (ObjectNode object : documents(yaml)) {
            write(object, "PATCH", path(object) + "/" + Meta.name(object), Patches.APPLY);
            writeStatus(object);
        }
    }

    /**
     * Creates the objects of a YAML text; the first that exists already is an error. A status in it
     * is written too.
     */
    public void create(String yaml) {
        for (ObjectNode object : documents(yaml)) {
            write(object, "POST", path(object), Json.JSON);
            writeStatus(object);
        }
    }

    public void createNamespace(String name) {
        create("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(name));
    }

    public Faults faults() {
        return faults;
    }

    /** All requests that arrived over HTTP, in order. */
    public List<Request> requests() {
        return front.requests();
    }

    public void clearRequests() {
        front.clearRequests();
    }

    /** How many watches are open now. */
    public int openWatches() {
        return front.openWatches();
    }

    /** Makes a token known as that of a user. From then on access reviews follow the grants. */
    public void allowToken(String token, String user, String... groups) {
        List<String> all = new ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        access.allowToken(token, new User(user, List.copyOf(all)));
    }

    /** The same, of a token that was made for one audience and is not for the API server. */
    public void allowTokenFor(String audience, String token, String user) {
        access.allowToken(token, new User(user, List.of("system:authenticated")), audience);
    }

    /** A token that was known has expired. */
    public void revokeToken(String token) {
        access.revokeToken(token);
    }

    /**
     * Allows something to a user; {@code *} stands for anything in every argument.
     *
     * @param group API group, empty for the core group
     * @param resource plural, with the subresource if any ({@code deployments/status}), or a path
     *     that begins with a slash
     * @param namespace {@code *} also for what is in no namespace
     */
    public void grant(String user, String verb, String group, String resource, String namespace) {
        access.grant(user, false, new Action(verb, group, resource, namespace, ""));
    }

    /**
     * Allows something to all members of a group of users; the arguments are those of {@link
     * #grant}.
     */
    public void grantGroup(
            String users, String verb, String group, String resource, String namespace) {
        access.grant(users, true, new Action(verb, group, resource, namespace, ""));
    }

    /**
     * Whether requests are refused that neither a grant nor a stored role allows: 401 for an
     * unknown token, 403 otherwise, also without a token.
     */
    public void enforce(boolean on) {
        access.enforce(on);
    }

    /**
     * What a user has done while access was enforced, each as {@code verb group resource}; the
     * group of the core is empty, a subresource follows its resource after a slash.
     */
    public Set<String> used(String user) {
        return access.used(user);
    }

    @Override
    public void close() {
        synchronized (clients) {
            clients.forEach(KubernetesClient::close);
        }
        front.close();
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + path, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("file " + file, e);
        }
    }

    private static List<ObjectNode> documents(String yaml) {
        try {
            return Json.documents(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("the text is not YAML", e);
        }
    }

    private ResourceType type(ObjectNode object) {
        String apiVersion = Json.text(object, "apiVersion");
        String kind = Json.text(object, "kind");
        return catalogue
                .findKind(apiVersion, kind)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no matches for kind \""
                                        + kind
                                        + "\" in version \""
                                        + apiVersion
                                        + "\""));
    }

    private String path(ObjectNode object) {
        ResourceType type = type(object);
        String namespace = Meta.namespace(object);
        String where =
                type.namespaced()
                        ? "/namespaces/" + (namespace.isEmpty() ? "default" : namespace)
                        : "";
        String prefix = type.group().isEmpty() ? "/api/" : "/apis/";
        return prefix + Json.text(object, "apiVersion") + where + "/" + type.plural();
    }

    private void writeStatus(ObjectNode object) {
        String apiVersion = Json.text(object, "apiVersion");
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        Optional<ApiVersion> served = type(object).version(version).filter(ApiVersion::status);
        if (served.isPresent() && object.path("status").isObject()) {
            ObjectNode patch = Json.object();
            patch.set("status", object.path("status"));
            String path = path(object) + "/" + Meta.name(object) + "/status";
            write(patch, "PATCH", path, Patches.MERGE);
        }
    }

    private void write(ObjectNode object, String method, String path, String contentType) {
        Map<String, String> query = Map.of("fieldManager", "kubectl", "force", "true");
        Request request =
                new Request(
                        method, path, query, "admin", contentType, "kubectl", Json.write(object));
        User admin = access.ofToken(Access.ADMIN_TOKEN).orElseThrow();
        if (api.answer(request, admin) instanceof Body body && body.status() >= 300) {
            throw new IllegalArgumentException(method + " " + path + ": " + body.text());
        }
    }
}
