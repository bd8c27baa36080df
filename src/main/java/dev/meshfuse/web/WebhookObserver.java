package dev.meshfuse.web;

/** Hears what came of Alertmanager's messages, for metrics. */
public interface WebhookObserver {
    /** What came of an alert. */
    enum Result {
        /** It was kept, and its labels name something. */
        NAMED,
        /** It was kept, and is about nothing. */
        UNNAMED,
        /** It cannot be an alert. */
        MALFORMED,
        /** As many are kept as may be. */
        NO_ROOM
    }

    /** What came of a message. */
    enum Outcome {
        /** It is stored. */
        TAKEN,
        /** It cannot be understood. */
        REFUSED,
        /** Whoever sent it did not show the credential. */
        UNAUTHORIZED,
        /** It could not be stored, and is to be sent again. */
        UNAVAILABLE
    }

    /** So many alerts of a message that was taken. */
    void alerts(Result result, long count);

    /** So many alerts were cut off by Alertmanager. */
    void truncated(long count);

    /** A message. */
    void message(Outcome outcome);
}
