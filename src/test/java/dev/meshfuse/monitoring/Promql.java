package dev.meshfuse.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be read off an expression in Prometheus' language without understanding it. */
public final class Promql {
    private static final Pattern TEXTS = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern SELECTORS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern LABEL_LISTS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern WORDS =
            Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?![a-zA-Z0-9_:])(?!\\s*\\()");
    private static final Pattern NUMBERS = Pattern.compile("\\b[0-9][0-9a-zA-Z.]*");

    /** Operators whose names are words. */
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    private static final Pattern VARIABLES = Pattern.compile("\\$\\{?([a-zA-Z_]+)");

    private Promql() {}

    /** Names of the metrics that an expression reads. */
    public static Set<String> metrics(String expression) {
        String bare = TEXTS.matcher(expression).replaceAll("");
        bare = SELECTORS.matcher(bare).replaceAll("");
        bare = LABEL_LISTS.matcher(bare).replaceAll("");
        bare = NUMBERS.matcher(bare).replaceAll("");
        Set<String> names = new TreeSet<>();
        Matcher words = WORDS.matcher(bare);
        while (words.find()) {
            if (!KEYWORDS.contains(words.group())) {
                names.add(words.group());
            }
        }
        return names;
    }

    /** Variables of a dashboard that a text uses, without those that Grafana itself has. */
    static Set<String> variables(String text) {
        Set<String> names = new TreeSet<>();
        Matcher found = VARIABLES.matcher(text);
        while (found.find()) {
            if (!found.group(1).startsWith("__")) {
                names.add(found.group(1));
            }
        }
        return names;
    }
}
