package dev.meshfuse.alert.config;

/** Settings {@code meshfuse.alert.*}. */
public interface AlertConfig {
    /** What Alertmanager tells. */
    WebhookConfig webhook();
}
