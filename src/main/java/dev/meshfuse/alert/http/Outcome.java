package dev.meshfuse.alert.http;

import java.util.Locale;

/** What became of an alert that was to be sent to one Alertmanager. */
public enum Outcome {
    /** It is stored there. */
    SENT,
    /** The Alertmanager does not want it: 400 and other errors of ours. */
    REFUSED,
    /** We may not: 401 or 403, or the token cannot be read. */
    UNAUTHORIZED,
    /** The Alertmanager has failed: 5xx, 429, or an answer that is none. */
    FAILED,
    /** An answer that leads elsewhere; nothing goes there. */
    REDIRECTED,
    /** No connection. */
    UNREACHABLE,
    /** No answer in time. */
    TIMEOUT,
    /** Too many wait already. */
    DROPPED;

    /** As metrics and logs spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an answer says. */
    static Outcome of(int status) {
        if (status >= 200 && status < 300) {
            return SENT;
        }
        if (status >= 300 && status < 400) {
            return REDIRECTED;
        }
        return switch (status) {
            case 401, 403 -> UNAUTHORIZED;
            case 408, 429 -> FAILED;
            default -> status >= 400 && status < 500 ? REFUSED : FAILED;
        };
    }
}
