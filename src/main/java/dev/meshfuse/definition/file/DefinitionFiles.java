package dev.meshfuse.definition.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.DefinitionSet;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads definitions from YAML files of any number of documents. Nobody watches a status here, so
 * any fault is one of the whole set.
 */
public final class DefinitionFiles {
    private static final ObjectReader YAML =
            YAMLMapper.builder()
                    // A field written twice is a mistake, not a choice of the last.
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readerFor(Object.class);

    private final DefinitionReader reader;
    private final List<Definition> definitions = new ArrayList<>();

    private DefinitionFiles(DefinitionReader reader) {
        this.reader = reader;
    }

    /**
     * Reads all files, and of a directory every file directly in it that ends in {@code .yaml} or
     * {@code .yml}, in the order of their names.
     *
     * @throws FaultyFilesException with every fault of every file
     */
    public static List<Definition> read(List<Path> paths, DefinitionReader reader) {
        DefinitionFiles files = new DefinitionFiles(reader);
        paths.forEach(files::readPath);
        List<Definitions.Refused> refused = DefinitionSet.of(files.definitions).refused();
        if (!refused.isEmpty()) {
            throw new FaultyFilesException(refused);
        }
        return files.definitions;
    }

    private void readPath(Path path) {
        if (!Files.isDirectory(path)) {
            readFile(path);
            return;
        }
        try (Stream<Path> entries = Files.list(path)) {
            entries.filter(DefinitionFiles::isYaml).sorted().forEach(this::readFile);
        } catch (IOException e) {
            refuse(path.toString(), "directory", e);
        }
    }

    /** Mounted ConfigMaps hold links to files, and hidden directories beside them. */
    private static boolean isYaml(Path path) {
        String name = path.getFileName().toString();
        return Files.isRegularFile(path) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private void readFile(Path file) {
        int document = 1;
        try (MappingIterator<Object> documents = YAML.readValues(file.toFile())) {
            while (documents.hasNextValue()) {
                readDocument(documents.nextValue(), file + ", document " + document);
                document++;
            }
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String origin =
                    at == null
                            ? file + ", document " + document
                            : "%s, line %d, column %d"
                                    .formatted(file, at.getLineNr(), at.getColumnNr());
            refuse(origin, "YAML", e.getOriginalMessage());
        } catch (IOException e) {
            refuse(file.toString(), "file", e);
        }
    }

    private void readDocument(Object tree, String origin) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
            definitions.add(reader.read(fields, origin));
        } else if (tree != null) {
            refuse(
                    origin,
                    "document",
                    "must be an object with apiVersion, kind, metadata and spec");
        }
    }

    private void refuse(String origin, String path, IOException e) {
        refuse(origin, path, "cannot be read: " + e);
    }

    private void refuse(String origin, String path, String reason) {
        definitions.add(new Definitions.Refused("?", origin, List.of(new Fault(path, reason))));
    }
}
