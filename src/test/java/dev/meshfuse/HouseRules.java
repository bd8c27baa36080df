package dev.meshfuse;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.ToolProvider;

/** What can be read off a text: its length, what it leaves open, and what only holds elsewhere. */
final class HouseRules {
    /** Lines of a file above which it is two things. */
    static final int FILE_LINES = 400;

    /** Lines of a method above which it is two things; usually it has under 20. */
    static final int METHOD_LINES = 50;

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final JavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    // Written so that they do not find themselves.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TOD[O]|FIXM[E]|XX[X])\\b");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.$})])/(work|root|tmp)/\\S*");
    private static final Pattern REGISTRY_HOST =
            Pattern.compile(
                    "(?i)(?<![\\w.])((docker|ghcr|quay|gcr)[.]io|pypi[.]org|npmjs[.]org"
                            + "|[\\w-]*(registry|artifactory|nexus|mirrors?|repo1?)([.][\\w-]+)*"
                            + "[.](com|org|net|io|dev|cloud|internal|local|lan|corp|example))"
                            + "(?![\\w(])");

    private HouseRules() {}

    /** A file that is too long. */
    static List<String> tooLong(String text) {
        long lines = text.lines().count();
        return lines > FILE_LINES
                ? List.of("%d lines, of which %d are allowed".formatted(lines, FILE_LINES))
                : List.of();
    }

    /**
     * Methods and constructors that are too long, counted by the compiler's own parser: from the
     * first annotation or modifier to the closing brace, comments and blank lines included, the
     * Javadoc above not.
     */
    static List<String> longMethods(String text) {
        if (text.lines().count() <= METHOD_LINES) {
            return List.of();
        }
        JavacTask task =
                (JavacTask)
                        COMPILER.getTask(
                                null,
                                FILES,
                                null,
                                List.of("-proc:none"),
                                null,
                                List.of(CompiledText.source("Some", text)));
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : parse(task)) {
            LineMap lines = unit.getLineMap();
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitMethod(MethodTree method, Void unused) {
                    long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                    long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                    if (last - first + 1 > METHOD_LINES) {
                        found.add(
                                "%s at line %d has %d lines, of which %d are allowed"
                                        .formatted(
                                                method.getName(),
                                                first,
                                                last - first + 1,
                                                METHOD_LINES));
                    }
                    return super.visitMethod(method, null);
                }
            }.scan(unit, null);
        }
        return found;
    }

    /** Words that leave something for later. */
    static List<String> unfinished(String text) {
        return finds(UNFINISHED, text, "something left open: ");
    }

    /** Paths of one machine, and hosts that packages or images are fetched from. */
    static List<String> boundToAMachine(String text) {
        return Stream.concat(
                        finds(MACHINE_PATH, text, "a path of one machine: ").stream(),
                        finds(REGISTRY_HOST, text, "a host of packages: ").stream())
                .toList();
    }

    private static List<String> finds(Pattern pattern, String text, String what) {
        List<String> lines = text.lines().toList();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            pattern.matcher(lines.get(i))
                    .results()
                    .forEach(match -> found.add("line " + number + ": " + what + match.group()));
        }
        return found;
    }

    private static Iterable<? extends CompilationUnitTree> parse(JavacTask task) {
        try {
            return task.parse();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse", e);
        }
    }
}
