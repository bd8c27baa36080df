package dev.meshfuse.scrape.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged under a category while this is open. */
public final class Logged extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private static final PatternFormatter TEXT = new PatternFormatter("%s");

    public Logged(Class<?> of) {
        this(of.getName());
    }

    public Logged(String category) {
        this.logger = Logger.getLogger(category);
        logger.addHandler(this);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord message) {
        lines.add(TEXT.format(ExtLogRecord.wrap(message)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
