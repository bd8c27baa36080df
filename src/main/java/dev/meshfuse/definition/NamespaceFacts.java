package dev.meshfuse.definition;

import java.util.List;
import java.util.Map;

/**
 * What the cluster shows of one namespace, as far as splits are concerned.
 *
 * @param selectors the pod selector of each service
 * @param rules its DestinationRules
 * @param pods its pods, those that have ended left out
 */
public record NamespaceFacts(
        Map<String, Map<String, String>> selectors, List<Subsets> rules, List<PodFacts> pods) {
    /**
     * The subsets of a DestinationRule.
     *
     * @param rule name of the DestinationRule
     * @param host its host as written
     * @param labels the labels of each subset by its name
     */
    public record Subsets(String rule, String host, Map<String, Map<String, String>> labels) {
        public Subsets {
            labels = Map.copyOf(labels);
        }
    }

    public NamespaceFacts {
        selectors = Map.copyOf(selectors);
        rules = List.copyOf(rules);
        pods = List.copyOf(pods);
    }
}
