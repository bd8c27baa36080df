package dev.meshfuse.app;

import dev.meshfuse.alert.MappingRule;
import dev.meshfuse.alert.config.WebhookConfig;
import dev.meshfuse.definition.Fault;
import dev.meshfuse.web.WebhookCredential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the types of the settings of alerts cannot express. */
final class WebhookChecks {
    private static final String KEY = "meshfuse.alert.webhook.";

    /** Shorter than Alertmanager's own {@code group_interval}, it would forget what still fires. */
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    /** As MicroProfile Config writes the names of a list's parts as a variable's. */
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "MESHFUSE_ALERT_WEBHOOK_MAPPING_\\d+__"
                            + "(NAMESPACE|SERVICE|SLO|FUSE|WHEN_[A-Z0-9_]+)");

    private WebhookChecks() {}

    /** All that is wrong with them. */
    static List<Fault> faults(WebhookConfig webhook) {
        List<Fault> faults = new ArrayList<>();
        webhook.tokenFile()
                .ifPresent(file ->
                        credential(
                                KEY + "token-file",
                                file,
                                WebhookCredential::isTokenIn,
                                WebhookCredential.WANTED_TOKEN,
                                faults));
        webhook.basicFile()
                .ifPresent(file ->
                        credential(
                                KEY + "basic-file",
                                file,
                                WebhookCredential::isBasicIn,
                                WebhookCredential.WANTED_BASIC,
                                faults));
        if (webhook.forgetAfter().compareTo(SHORTEST) < 0) {
            faults.add(
                    new Fault(
                            KEY + "forget-after",
                            "must be at least %d minutes: an alert that fires is told again only now"
                                            .formatted(SHORTEST.toMinutes())
                                    + " and then"));
        }
        rules(webhook).forEach(rule -> faults.addAll(rule.faults()));
        return faults;
    }

    /** The rules of the settings, in their order. */
    static List<MappingRule> rules(WebhookConfig webhook) {
        List<MappingRule> rules = new ArrayList<>();
        for (WebhookConfig.Rule rule : webhook.mapping()) {
            rules.add(
                    new MappingRule(
                            KEY + "mapping[" + rules.size() + "]",
                            rule.when(),
                            rule.namespace(),
                            rule.service(),
                            rule.slo(),
                            rule.fuse()));
        }
        return rules;
    }

    /** Whether an environment variable is one of the settings of rules. */
    static boolean isVariable(String name) {
        return VARIABLE.matcher(name).matches();
    }

    private static void credential(
            String key, Path file, Predicate<Path> isUsable, String wanted, List<Fault> faults) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            faults.add(new Fault(key, "'" + file + "' cannot be read"));
        } else if (!isUsable.test(file)) {
            faults.add(new Fault(key, "what is in it " + wanted));
        }
    }
}
