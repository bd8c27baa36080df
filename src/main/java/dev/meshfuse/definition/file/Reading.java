package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.DefinitionSet;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What files define. Nobody watches a status here, so every fault is told with its place in the
 * files, those that only show beside other definitions as well.
 */
final class Reading {
    private final DefinitionReader reader;
    private final List<String> files = new ArrayList<>();
    private final List<Definition> definitions = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();
    private final List<Located> faults = new ArrayList<>();
    private int skipped;

    private Reading(DefinitionReader reader) {
        this.reader = reader;
    }

    /**
     * Reads all files, each of any number of documents, to the end whatever is wrong with them. A
     * file that is named twice is read once.
     */
    static Reading of(List<FileText> texts, DefinitionReader reader) {
        Reading reading = new Reading(reader);
        texts.stream().distinct().forEach(reading::read);
        for (Definitions.Refused refused : DefinitionSet.of(reading.definitions).refused()) {
            Optional<Place> place = Optional.ofNullable(reading.places.get(refused.name()));
            place.ifPresent(
                    at -> refused.faults().stream().map(at::locate).forEach(reading.faults::add));
        }
        reading.faults.sort(
                Comparator.comparingInt((Located fault) -> reading.files.indexOf(fault.file()))
                        .thenComparing(Located.BY_POSITION));
        return reading;
    }

    /** Everything that claims to be of our kinds, faulty or not. */
    List<Definition> definitions() {
        return definitions;
    }

    /** All faults, by file and place. */
    List<Located> faults() {
        return faults;
    }

    /** How many objects are of other kinds than ours. */
    int skipped() {
        return skipped;
    }

    private void read(FileText text) {
        files.add(text.file());
        if (!text.isRead()) {
            faults.add(text.fault());
            return;
        }
        try {
            for (Node document :
                    new Yaml(Values.options()).composeAll(new StringReader(text.text()))) {
                readDocument(new Place(text.file(), document));
            }
        } catch (YAMLException e) { // after it no document can be told from the next
            faults.add(fault(text.file(), e));
        }
    }

    private void readDocument(Place place) {
        try {
            readObject(Values.of(place.node()), place);
        } catch (YAMLException e) {
            faults.add(fault(place.file(), e));
        }
    }

    private void readObject(@Nullable Object value, Place place) {
        if (!(value instanceof Map<?, ?> map)) {
            if (value != null) {
                refuse(place, "must be an object with apiVersion, kind, metadata and spec");
            }
            return;
        }
        if (isList(map)) {
            readItems(map.get("items"), place);
        } else if (DefinitionReader.concerns(map)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, child) -> fields.put(String.valueOf(key), child));
            places.put(place.origin(), place);
            definitions.add(reader.read(fields, place.origin()));
        } else {
            skipped++;
        }
    }

    /** As {@code kubectl get -o yaml} writes more than one object. */
    private static boolean isList(Map<?, ?> map) {
        return map.get("kind") instanceof String kind
                && kind.endsWith("List")
                && map.containsKey("items");
    }

    private void readItems(@Nullable Object items, Place place) {
        if (!(items instanceof List<?> list)) {
            faults.add(place.locate(new Fault("items", "must be a list of objects")));
            return;
        }
        List<Place> places = place.items("items");
        for (int i = 0; i < list.size(); i++) {
            readObject(list.get(i), places.get(i));
        }
    }

    private void refuse(Place place, String reason) {
        faults.add(place.locate(new Fault("document", reason)));
    }

    private static Located fault(String file, YAMLException e) {
        if (!(e instanceof MarkedYAMLException marked) || marked.getProblemMark() == null) {
            return new Located(file, 0, 0, new Fault("YAML", String.valueOf(e.getMessage())));
        }
        Mark mark = marked.getProblemMark();
        String context = marked.getContext() == null ? "" : ", " + marked.getContext();
        return new Located(
                file,
                mark.getLine() + 1,
                mark.getColumn() + 1,
                new Fault("YAML", marked.getProblem() + context));
    }
}
