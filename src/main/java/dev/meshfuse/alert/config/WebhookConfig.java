package dev.meshfuse.alert.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings {@code meshfuse.alert.webhook.*}: what Alertmanager tells, and who may. */
public interface WebhookConfig {
    /**
     * File with the token that Alertmanager's receiver sends ({@code http_config.authorization}):
     * one line of at least twenty characters as bearer tokens have them. It is read at each
     * message, so it can be changed while the program runs. Without it and without {@link
     * #basicFile} nobody can send alerts, unless {@code meshfuse.auth.mode=none}; with one that is
     * of no use the program does not start.
     */
    Optional<Path> tokenFile();

    /**
     * File with the name and password that Alertmanager's receiver sends ({@code
     * http_config.basic_auth}): one line {@code name:password}, of which the password has at least
     * sixteen characters. With both files either is enough.
     */
    Optional<Path> basicFile();

    /**
     * An alert nobody has told of for so long is forgotten, and fires no more: Alertmanager's own
     * default tells it again each 4 h ({@code repeat_interval}), and some more. Shorter than what
     * Alertmanager has, and holds end while the alert fires; longer, and an alert whose end was
     * never told holds for longer. A resolved one is shown for as long.
     */
    @WithDefault("5h")
    Duration forgetAfter();

    /** Rules that say what alerts are about; the first that fits is taken. */
    List<Rule> mapping();

    /**
     * Settings {@code meshfuse.alert.webhook.mapping[n].*}. In all but {@code when} a label's name
     * in braces stands for its value: {@code {app}-svc}; an alert without that label is not the
     * rule's. At least one of service, slo and fuse is needed.
     */
    interface Rule {
        /** Labels an alert must have, with their values; an asterisk stands for any text. */
        Map<String, String> when();

        /** Namespace of what it is about; without it the name must be that of one thing only. */
        Optional<String> namespace();

        /** Name of the service it is about. */
        Optional<String> service();

        /** Name of the objective it is about. */
        Optional<String> slo();

        /** Name of the fuse it is about. */
        Optional<String> fuse();
    }
}
