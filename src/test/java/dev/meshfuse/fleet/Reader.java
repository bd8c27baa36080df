package dev.meshfuse.fleet;

import java.util.List;
import java.util.Optional;

/** A program that reads the fleet: what is measured. */
interface Reader extends AutoCloseable {
    /** Its name in the table. */
    String name();

    Child child();

    /** Whether it says that it is ready. */
    boolean isReady();

    /** Scrapes that gave nothing since it was started, by its own count. */
    long failures();

    /** Bytes of heap in use, by its own word. */
    long heapBytes();

    /**
     * What is wrong with what it has counted; empty when nothing is, or when it is not asked to
     * count.
     *
     * @param expected requests to each service
     */
    List<String> wrongCounts(long[] expected);

    /** What else it tells of itself when it was measured; empty for nothing. */
    default Optional<String> remark() {
        return Optional.empty();
    }

    @Override
    void close();
}
