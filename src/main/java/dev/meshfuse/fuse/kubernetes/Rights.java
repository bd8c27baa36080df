package dev.meshfuse.fuse.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What this program's account may do, as the API server tells whoever asks of themselves ({@code
 * SelfSubjectAccessReview}; everybody may, by the role {@code system:basic-user}). A permission is
 * asked for again after an hour, one that is missing after half a minute. While the API server does
 * not tell, nothing is said to be missing: the call itself will show.
 */
public final class Rights {
    private static final Logger LOG = Logger.getLogger(Rights.class);

    static final Duration HELD = Duration.ofHours(1);
    static final Duration MISSING = Duration.ofSeconds(30);

    private record Question(Permission permission, String namespace) {}

    private record Answer(boolean allowed, Instant until) {}

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

    /**
     * @param clock tells how old an answer is
     */
    public Rights(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Those that are missing.
     *
     * @param namespace where they are needed; empty for all namespaces at once
     */
    public List<Permission> missing(Collection<Permission> wanted, String namespace) {
        return wanted.stream().filter(one -> !holds(one, namespace)).toList();
    }

    private boolean holds(Permission permission, String namespace) {
        Instant now = clock.instant();
        Question question = new Question(permission, namespace);
        Answer known = answers.get(question);
        if (known != null && now.isBefore(known.until())) {
            return known.allowed();
        }
        try {
            boolean allowed = ask(question);
            answers.put(question, new Answer(allowed, now.plus(allowed ? HELD : MISSING)));
            return allowed;
        } catch (KubernetesClientException e) {
            LOG.debugf(
                    "permission=\"%s\" namespace=%s reason=\"%s\" not known",
                    permission.text(), namespace, e.getMessage());
            return true;
        }
    }

    private boolean ask(Question question) {
        Permission permission = question.permission();
        SelfSubjectAccessReview review =
                new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withVerb(permission.verb())
                        .withGroup(permission.group())
                        .withResource(permission.plural())
                        .withSubresource(permission.subresource())
                        .withNamespace(question.namespace())
                        .endResourceAttributes()
                        .endSpec()
                        .build();
        return Boolean.TRUE.equals(
                client.authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(review)
                        .getStatus()
                        .getAllowed());
    }
}
