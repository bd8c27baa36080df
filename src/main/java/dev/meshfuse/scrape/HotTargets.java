package dev.meshfuse.scrape;

import java.util.HashSet;
import java.util.Set;

/**
 * The targets that are read at the canary interval: a limited number. When more are worth it, those
 * that have a place keep it. May be used from several threads.
 */
public final class HotTargets {
    private final int most;
    private final Set<String> admitted = new HashSet<>();
    private final Set<String> refused = new HashSet<>();

    /**
     * @param most how many there may be
     */
    public HotTargets(int most) {
        this.most = most;
    }

    /**
     * Whether a target is read often from now on.
     *
     * @param key key of the target
     * @param wanted whether it is worth it
     */
    public synchronized boolean admit(String key, boolean wanted) {
        if (!wanted) {
            forget(key);
            return false;
        }
        if (admitted.contains(key) || admitted.size() < most) {
            refused.remove(key);
            admitted.add(key);
            return true;
        }
        refused.add(key);
        return false;
    }

    /** A target is gone, or worth it no more. */
    public synchronized void forget(String key) {
        admitted.remove(key);
        refused.remove(key);
    }

    /** How many are read often. */
    public synchronized int admitted() {
        return admitted.size();
    }

    /** How many are worth it, but have no place. */
    public synchronized int refused() {
        return refused.size();
    }
}
