package dev.meshfuse.app;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log what is said there in another way: that a record was not written, once for
 * each. A target says once that its readings are not published, a fuse that its event is not.
 */
@LoggingFilter(name = "said-elsewhere")
public final class SaidElsewhere implements Filter {
    /** SmallRye Kafka's "Unable to write to Kafka from channel". */
    private static final String NOT_WRITTEN = "SRMSG18206";

    @Override
    public boolean isLoggable(LogRecord message) {
        String text = message.getMessage();
        return text == null || !text.startsWith(NOT_WRITTEN);
    }
}
