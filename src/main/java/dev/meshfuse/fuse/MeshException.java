package dev.meshfuse.fuse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The mesh could not be read or changed. */
public abstract sealed class MeshException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MeshException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Somebody else changed the object in between: look again and decide again. */
    public static final class Conflict extends MeshException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The API server did not answer, or asked to come again later. */
    public static final class Unavailable extends MeshException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public Unavailable(String message, @Nullable Throwable cause) {
            this(message, cause, Duration.ZERO);
        }

        /**
         * @param retryAfter how long it asked to be left alone, zero if it did not
         */
        public Unavailable(String message, @Nullable Throwable cause, Duration retryAfter) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** How long the API server asked to be left alone, zero if it did not. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The API server asked to be left alone for longer than it makes sense to wait. */
    public static final class Busy extends MeshException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public Busy(String message, @Nullable Throwable cause, Duration retryAfter) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** For how long. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The API server said no, and will say so again. */
    public static final class Refused extends MeshException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
