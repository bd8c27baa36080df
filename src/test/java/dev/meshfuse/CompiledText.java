package dev.meshfuse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Code given as text, so that a rule can be shown what it refuses. */
final class CompiledText {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** Shared, because reading the class path anew takes most of a small compilation's time. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, null);

    private CompiledText() {}

    /** Compiles units into a directory, and imports what is in it. */
    static JavaClasses in(Path directory, String... units) {
        List<JavaFileObject> sources = new ArrayList<>();
        for (String unit : units) {
            sources.add(source("Unit" + sources.size(), unit));
        }
        boolean compiled =
                COMPILER.getTask(
                                null,
                                FILES,
                                null,
                                List.of("-d", directory.toString(), "-proc:none"),
                                null,
                                sources)
                        .call();
        if (!compiled) {
            throw new IllegalArgumentException("does not compile: " + String.join("\n", units));
        }
        return new ClassFileImporter().importPath(directory);
    }

    /** A source that exists only here. */
    static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("text:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }

            @Override
            public boolean isNameCompatible(String simpleName, JavaFileObject.Kind kind) {
                return true; // a public class, too, may be in a unit of another name
            }
        };
    }
}
