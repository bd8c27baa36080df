package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.Target;
import java.util.List;

/** Where the list of proxies comes from. */
interface TargetSource extends AutoCloseable {
    /** The proxies known now. */
    List<Target> targets();

    @Override
    default void close() {}
}
