package dev.meshfuse.web;

import dev.meshfuse.auth.BearerTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What Alertmanager must show to tell of alerts: a bearer token, or a name and a password, each
 * from a file. The files are read at each question, so what is changed is in force at once.
 */
public final class WebhookCredential {
    /** What this is about, said to whoever starts the program with a file that is of no use. */
    public static final String WANTED_TOKEN =
            "must be one line of at least 20 characters as bearer tokens have them: letters, digits,"
                    + " - . _ ~ + / and = at the end";

    /** The same of the other file. */
    public static final String WANTED_BASIC =
            "must be one line name:password, the password of at least 16 characters";

    private static final Logger LOG = Logger.getLogger(WebhookCredential.class);

    /** RFC 6750, section 2.1, b64token. Twenty hold a hundred bits. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{20,4096}=*");

    /** RFC 7617, section 2: no colon in the name, no control characters in either. */
    private static final Pattern BASIC = Pattern.compile("[^:\\p{Cntrl}]+:[^\\p{Cntrl}]{16,4096}");

    private static final String BASIC_SCHEME = "Basic ";

    /** How what was shown compares. */
    enum Match {
        SAME,
        OTHER,
        /** Nothing was shown. */
        MISSING,
        /** There is no credential, so nobody has it. */
        NONE,
        /** There should be one, and it cannot be read. */
        UNREADABLE
    }

    private final Optional<Path> token;
    private final Optional<Path> basic;
    private final AtomicBoolean troubled = new AtomicBoolean();

    /**
     * @param token file with a bearer token
     * @param basic file with {@code name:password}
     */
    public WebhookCredential(Optional<Path> token, Optional<Path> basic) {
        this.token = token;
        this.basic = basic;
    }

    /** Whether a file holds a token that can be used. */
    public static boolean isTokenIn(Path file) {
        return isIn(file, TOKEN);
    }

    /** Whether a file holds a name and a password that can be used. */
    public static boolean isBasicIn(Path file) {
        return isIn(file, BASIC);
    }

    private static boolean isIn(Path file, Pattern form) {
        try {
            return form.matcher(read(file)).matches();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Compares in a time that does not tell how much of it is right.
     *
     * @param header the header {@code Authorization}
     */
    Match match(@Nullable String header) {
        if (token.isEmpty() && basic.isEmpty()) {
            return Match.NONE;
        }
        try {
            Optional<String> wantedToken = wanted(token, TOKEN, WANTED_TOKEN);
            Optional<String> wantedBasic = wanted(basic, BASIC, WANTED_BASIC);
            troubled.set(false);
            if (header == null) {
                return Match.MISSING;
            }
            boolean byToken = isSame(wantedToken, BearerTokens.in(header));
            boolean byBasic = isSame(wantedBasic, basicIn(header));
            return byToken || byBasic ? Match.SAME : Match.OTHER;
        } catch (IOException e) {
            if (!troubled.getAndSet(true)) {
                LOG.warnf("reason=\"%s\" no alert is taken", e);
            }
            return Match.UNREADABLE;
        }
    }

    /** What a client that has shown nothing of use is to show (RFC 9110, section 11.6.1). */
    String challenge() {
        return basic.isEmpty()
                ? BearerTokens.WANTED
                : "Basic realm=\"meshfuse\", charset=\"UTF-8\"";
    }

    private static boolean isSame(Optional<String> wanted, Optional<String> shown) {
        return wanted.isPresent()
                && shown.isPresent()
                && MessageDigest.isEqual(bytes(wanted.get()), bytes(shown.get()));
    }

    private static Optional<String> basicIn(String header) {
        if (!header.regionMatches(true, 0, BASIC_SCHEME, 0, BASIC_SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] text =
                    Base64.getDecoder().decode(header.substring(BASIC_SCHEME.length()).strip());
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> wanted(Optional<Path> file, Pattern form, String reason)
            throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String text = read(file.get());
        if (!form.matcher(text).matches()) {
            throw new IOException("what is in " + file.get() + " " + reason);
        }
        return Optional.of(text);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
