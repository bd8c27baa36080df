package dev.meshfuse.alert;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Where alerts are kept, for all replicas. */
public interface AlertStore {
    /**
     * Keeps alerts.
     *
     * @return done when all are stored; failed when one is not known to be
     */
    CompletionStage<Void> store(Collection<Alert> alerts);

    /**
     * Forgets records.
     *
     * @param keys as {@link KnownAlerts#outdated} tells them
     */
    CompletionStage<Void> forget(Collection<String> keys);
}
