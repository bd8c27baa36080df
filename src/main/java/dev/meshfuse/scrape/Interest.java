package dev.meshfuse.scrape;

/** Tells which targets are worth reading often. */
@FunctionalInterface
public interface Interest {
    /** Whether a reading shows requests that a fuse must see soon. */
    boolean wantsOften(Reading reading);
}
