package dev.meshfuse.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what is written down of commands, while it is open. */
final class AuditRecords extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.meshfuse.audit");
    private final List<String> texts = new CopyOnWriteArrayList<>();

    AuditRecords() {
        logger.addHandler(this);
    }

    /** Level and text of each. */
    List<String> texts() {
        return List.copyOf(texts);
    }

    @Override
    public void publish(LogRecord record) {
        texts.add(record.getLevel() + " " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
