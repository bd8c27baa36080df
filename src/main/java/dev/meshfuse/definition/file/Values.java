package dev.meshfuse.definition.file;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The values of a document: maps, lists, texts, numbers and booleans. A field written twice is a
 * mistake, not a choice of the last.
 */
final class Values extends SafeConstructor {
    private Values(LoaderOptions options) {
        super(options);
        setAllowDuplicateKeys(false);
        // JSON has no dates either, and a version such as 2026-01-02 is a text.
        yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
        yamlConstructors.put(Tag.BINARY, new ConstructYamlStr());
    }

    static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(FileText.LARGEST);
        return options;
    }

    /**
     * @throws org.yaml.snakeyaml.error.MarkedYAMLException when a value is none of these, or a
     *     field stands twice
     */
    static @Nullable Object of(Node document) {
        return new Values(options()).constructDocument(document);
    }
}
