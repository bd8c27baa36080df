package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a file held when it was read, or why it could not be.
 *
 * @param file its name, for people
 * @param text its content; empty when there is a problem
 * @param problem empty when it was read
 */
record FileText(String file, String text, String problem) {
    /** Every definition of a large cluster is far below this; a device has no end. */
    static final int LARGEST = 32 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * All files, and of a directory every file directly in it that ends in {@code .yaml} or {@code
     * .yml}, in the order of their names.
     */
    static List<FileText> of(List<Path> paths) {
        List<FileText> texts = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                texts.add(ofFile(path));
                continue;
            }
            try (Stream<Path> entries = Files.list(path)) {
                entries.filter(FileText::isYaml).sorted().map(FileText::ofFile).forEach(texts::add);
            } catch (IOException e) {
                texts.add(unread(path.toString(), e));
            }
        }
        return texts;
    }

    /** A stream, which is not closed. */
    static FileText of(String name, InputStream stream) {
        try {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                return new FileText(
                        name, "", "is larger than the %d MiB it may be".formatted(LARGEST >> 20));
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            boolean marked = text.startsWith(BYTE_ORDER_MARK);
            return new FileText(name, marked ? text.substring(1) : text, "");
        } catch (IOException e) {
            return unread(name, e);
        }
    }

    boolean isRead() {
        return problem.isEmpty();
    }

    Located fault() {
        return new Located(file, 0, 0, new Fault("file", problem));
    }

    private static FileText ofFile(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return of(file.toString(), stream);
        } catch (IOException e) {
            return unread(file.toString(), e);
        }
    }

    private static FileText unread(String name, IOException e) {
        String reason =
                switch (e) {
                    case NoSuchFileException ignored -> "it is not there";
                    case AccessDeniedException ignored -> "permission denied";
                    case CharacterCodingException ignored -> "it is not UTF-8";
                    default -> String.valueOf(e.getMessage());
                };
        return new FileText(name, "", "cannot be read: " + reason);
    }

    /** Mounted ConfigMaps hold links to files, and hidden directories beside them. */
    private static boolean isYaml(Path path) {
        String name = path.getFileName().toString();
        return !Files.isDirectory(path) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}
