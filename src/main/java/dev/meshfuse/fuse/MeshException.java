package dev.meshfuse.fuse;

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

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
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
