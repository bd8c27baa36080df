package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors of lists and watches. */
final class Selectors {
    private static final Pattern SET_TERM =
            Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY_TERM =
            Pattern.compile("([^\\s=!]+)\\s*(==|=|!=)\\s*([^\\s=!]*)");
    private static final Pattern KEY = Pattern.compile("[\\w./-]+");

    private Selectors() {}

    static Predicate<ObjectNode> labels(String selector) {
        Predicate<ObjectNode> all = o -> true;
        for (String term : terms(selector)) {
            Predicate<JsonNode> one = labelTerm(term);
            all = all.and(o -> one.test(Json.at(o, "metadata", "labels")));
        }
        return all;
    }

    /**
     * Only name, namespace and the fields that the kind declares may be selected by: any other
     * answers 400.
     */
    static Predicate<ObjectNode> fields(ApiVersion version, String selector) {
        Predicate<ObjectNode> all = o -> true;
        for (String term : terms(selector)) {
            Matcher parts = EQUALITY_TERM.matcher(term);
            if (!parts.matches()) {
                throw ApiException.badRequest(
                        "invalid selector: '" + selector + "'; can't understand '" + term + "'");
            }
            String field = parts.group(1);
            if (!field.equals("metadata.name")
                    && !field.equals("metadata.namespace")
                    && !version.selectableFields().contains(field)) {
                throw ApiException.badRequest("field label not supported: " + field);
            }
            boolean wanted = !parts.group(2).equals("!=");
            String value = parts.group(3);
            String[] path = field.split("\\.", -1);
            all = all.and(o -> Json.text(o, path).equals(value) == wanted);
        }
        return all;
    }

    private static Predicate<JsonNode> labelTerm(String term) {
        Matcher set = SET_TERM.matcher(term);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = new TreeSet<>();
            for (String value : set.group(3).split(",", -1)) {
                values.add(value.strip());
            }
            boolean in = set.group(2).equals("in");
            return l -> in == (l.has(key) && values.contains(l.path(key).asText()));
        }
        Matcher equality = EQUALITY_TERM.matcher(term);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            boolean wanted = !equality.group(2).equals("!=");
            return l -> wanted == (l.has(key) && l.path(key).asText().equals(value));
        }
        boolean absent = term.startsWith("!");
        String key = absent ? term.substring(1).strip() : term;
        if (!KEY.matcher(key).matches()) {
            throw ApiException.badRequest("unable to parse requirement: '" + term + "'");
        }
        return l -> l.has(key) != absent;
    }

    /** Splits at commas outside parentheses. */
    private static List<String> terms(String selector) {
        List<String> terms = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i == selector.length() ? ',' : selector.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == selector.length())) {
                terms.add(selector.substring(start, i).strip());
                start = i + 1;
            }
        }
        terms.removeIf(String::isEmpty);
        return terms;
    }
}
