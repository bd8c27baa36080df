package dev.meshfuse.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The secret in the address of Flagger's gates. Flagger has no other place for a credential in a
 * webhook. The file is read at each question, so a new secret is in force at once.
 */
public final class GateToken {
    /** What this is about, said to whoever starts the program with a file that is of no use. */
    public static final String WANTED =
            "must be one line of at least 20 letters, digits, dots, hyphens, underscores and tildes";

    private static final Logger LOG = Logger.getLogger(GateToken.class);

    /** Needs no encoding in an address (RFC 3986, section 2.3). Twenty hold a hundred bits. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{20,1024}");

    /** How a given token compares. */
    enum Match {
        SAME,
        OTHER,
        /** There is no secret, so there are no gates. */
        NO_GATES,
        /** There should be one, and it cannot be read. */
        UNREADABLE
    }

    private final Optional<Path> file;
    private final AtomicBoolean troubled = new AtomicBoolean();

    /**
     * @param file holds the secret; without it there are no gates
     */
    public GateToken(Optional<Path> file) {
        this.file = file;
    }

    /** Whether a file holds a secret that can be used. */
    public static boolean isIn(Path file) {
        try {
            return read(file).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Compares in a time that does not tell how much of it is right. */
    Match match(String given) {
        if (file.isEmpty()) {
            return Match.NO_GATES;
        }
        try {
            Optional<String> secret = read(file.get());
            if (secret.isEmpty()) {
                return unreadable(WANTED);
            }
            troubled.set(false);
            return MessageDigest.isEqual(bytes(secret.get()), bytes(given))
                    ? Match.SAME
                    : Match.OTHER;
        } catch (IOException e) {
            return unreadable(e.toString());
        }
    }

    private Match unreadable(String reason) {
        if (!troubled.getAndSet(true)) {
            LOG.warnf("file=%s reason=\"%s\" no gate of Flagger is answered", file.get(), reason);
        }
        return Match.UNREADABLE;
    }

    private static Optional<String> read(Path file) throws IOException {
        return Optional.of(Files.readString(file).strip())
                .filter(text -> TOKEN.matcher(text).matches());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
