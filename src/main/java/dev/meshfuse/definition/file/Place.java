package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Fault;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Where an object stands, and each of its fields.
 *
 * @param file the name of its file
 * @param node the object as the parser saw it
 */
record Place(String file, Node node) {
    /** Where it begins: {@code file:line:column}. */
    String origin() {
        Mark mark = node.getStartMark();
        return "%s:%d:%d".formatted(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** The places of a list's items. */
    List<Place> items(String field) {
        return child(node, field)
                .filter(tuple -> tuple.getValueNode() instanceof SequenceNode)
                .map(tuple -> ((SequenceNode) tuple.getValueNode()).getValue())
                .orElse(List.of())
                .stream()
                .map(item -> new Place(file, item))
                .toList();
    }

    /**
     * The fault beside the field that its path names: at the field's name, or at an item of a list.
     * A field that is not there has the place of what it is missing from.
     */
    Located locate(Fault fault) {
        Mark mark = mark(fault.path());
        return new Located(file, mark.getLine() + 1, mark.getColumn() + 1, fault);
    }

    private Mark mark(String path) {
        Node at = node;
        Mark mark = node.getStartMark();
        String rest = path;
        while (!rest.isEmpty()) {
            if (rest.startsWith("[") && at instanceof SequenceNode list) {
                int end = rest.indexOf(']');
                at = list.getValue().get(Integer.parseInt(rest.substring(1, end)));
                mark = at.getStartMark();
                rest = withoutDot(rest.substring(end + 1));
                continue;
            }
            Optional<NodeTuple> next = longest(at, rest);
            if (next.isEmpty()) {
                break;
            }
            mark = next.get().getKeyNode().getStartMark();
            at = next.get().getValueNode();
            rest = withoutDot(rest.substring(name(next.get()).length()));
        }
        return mark;
    }

    private static String withoutDot(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    /** A field's name may have dots of its own. */
    private static Optional<NodeTuple> longest(Node at, String path) {
        String name = path;
        while (!name.isEmpty()) {
            Optional<NodeTuple> found = child(at, name);
            if (found.isPresent()) {
                return found;
            }
            int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('['));
            name = end < 0 ? "" : name.substring(0, end);
        }
        return Optional.empty();
    }

    private static Optional<NodeTuple> child(Node at, String field) {
        return at instanceof MappingNode map
                ? map.getValue().stream().filter(tuple -> name(tuple).equals(field)).findFirst()
                : Optional.empty();
    }

    private static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
