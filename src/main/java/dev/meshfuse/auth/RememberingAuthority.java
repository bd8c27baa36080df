package dev.meshfuse.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Asks another authority, and remembers its answers for a short time. What is kept of a token is
 * its hash. A failure to answer is not remembered.
 */
public final class RememberingAuthority implements Authority {
    /** A right that is taken away, or a token, ends so late. Kubernetes' own webhooks: minutes. */
    public static final Duration YES_HOLDS = Duration.ofSeconds(10);

    /** A right that was just given is seen so late. */
    public static final Duration NO_HOLDS = Duration.ofSeconds(2);

    /** Some 200 bytes each; people and programs times namespaces. */
    static final int MOST = 10_000;

    /** So many questions at once: who sends tokens that nobody has must not flood the other. */
    static final int MOST_AT_ONCE = 16;

    /**
     * Characters of a namespace and a name (Kubernetes, "Object Names and IDs"); what is longer is
     * no object, and not worth its memory.
     */
    private static final int LONGEST = 63 + 253;

    private record Wish(Caller caller, Permission permission) {}

    private final Authority authority;
    private final Remembered<String, Caller> callers;
    private final Remembered<String, Boolean> strangers;
    private final Remembered<Wish, Boolean> allowed;
    private final Remembered<Wish, Boolean> denied;
    private final Semaphore questions = new Semaphore(MOST_AT_ONCE);

    /**
     * @param nanos a time that only moves forward
     */
    public RememberingAuthority(Authority authority, LongSupplier nanos) {
        this.authority = authority;
        this.callers = new Remembered<>(MOST, YES_HOLDS, nanos);
        this.strangers = new Remembered<>(MOST, NO_HOLDS, nanos);
        this.allowed = new Remembered<>(MOST, YES_HOLDS, nanos);
        this.denied = new Remembered<>(MOST, NO_HOLDS, nanos);
    }

    @Override
    public boolean asks() {
        return authority.asks();
    }

    @Override
    public Optional<Caller> authenticate(String token) {
        String key = hash(token);
        Optional<Caller> known = callers.get(key);
        if (known.isPresent() || strangers.get(key).isPresent()) {
            return known;
        }
        Optional<Caller> found = ask(() -> authority.authenticate(token));
        found.ifPresentOrElse(
                caller -> callers.put(key, caller), () -> strangers.put(key, Boolean.TRUE));
        return found;
    }

    @Override
    public boolean allows(Caller caller, Permission permission) {
        Wish wish = new Wish(caller, permission);
        if (allowed.get(wish).isPresent()) {
            return true;
        }
        if (denied.get(wish).isPresent()) {
            return false;
        }
        boolean may = ask(() -> authority.allows(caller, permission));
        if (permission.namespace().length() + permission.name().length() <= LONGEST) {
            (may ? allowed : denied).put(wish, Boolean.TRUE);
        }
        return may;
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T ask(Question<T> question) {
        if (!questions.tryAcquire()) {
            throw new AuthorityException("too many callers are asked about at once", null);
        }
        try {
            return question.ask();
        } finally {
            questions.release();
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
