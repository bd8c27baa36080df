package dev.meshfuse.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of metrics, as a user of few lines of it needs it. */
record Scraped(String page) {
    /** The values of a name, each with its labels as they stand. */
    record Value(String labels, double value) {
        String label(String name) {
            Matcher found = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(labels);
            return found.find() ? found.group(1) : "";
        }
    }

    List<Value> values(String name) {
        List<Value> values = new ArrayList<>();
        page.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .forEach(line -> {
                    int blank = line.lastIndexOf(' ');
                    values.add(
                            new Value(
                                    line.substring(name.length(), blank),
                                    Double.parseDouble(line.substring(blank + 1))));
                });
        return values;
    }

    double sum(String name) {
        return values(name).stream().mapToDouble(Value::value).sum();
    }
}
