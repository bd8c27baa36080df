package dev.meshfuse.web;

/**
 * One thing that is told to listeners.
 *
 * @param name {@code slo}, {@code fuse}, {@code gone}; empty for a sign of life
 * @param id which thing, and as of when; the same state has the same on every replica
 * @param data JSON
 */
record LiveEvent(String name, String id, String data) {
    static final LiveEvent SIGN_OF_LIFE = new LiveEvent("", "", "");

    boolean isSignOfLife() {
        return name.isEmpty();
    }
}
