package dev.meshfuse.alert.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A bearer token in a file that may be replaced at any time. */
public final class TokenFile {
    /** What must be in it, said to whoever gives one that is of no use. */
    public static final String WANTED =
            "must be one line without blanks, of characters that a header can have";

    /** RFC 6750, section 2.1, and what other servers give out; nothing that ends a header. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,16384}");

    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    /** Whether a token that can be used is in it now. */
    public boolean isUsable() {
        try {
            return token().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The token that is in it now; empty where that is none.
     *
     * @throws IOException when it cannot be read; the message does not have what is in it
     */
    private Optional<String> token() throws IOException {
        return Optional.of(Files.readString(file).strip())
                .filter(text -> TOKEN.matcher(text).matches());
    }

    /**
     * The token that is in it now.
     *
     * @throws IllegalStateException when there is none; the message does not have what is in it
     */
    String usable() {
        try {
            return token().orElseThrow(() ->
                    new IllegalStateException("what is in '%s' %s".formatted(file, WANTED)));
        } catch (IOException e) {
            throw new IllegalStateException("'%s' cannot be read".formatted(file), e);
        }
    }
}
