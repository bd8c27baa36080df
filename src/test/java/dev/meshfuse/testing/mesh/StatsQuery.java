package dev.meshfuse.testing.mesh;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scrape asks of Envoy's admin handler.
 *
 * @param usedOnly leave out what was never written to
 * @param filter names that contain a match only; null for all
 */
record StatsQuery(boolean usedOnly, @Nullable Pattern filter) {
    static final StatsQuery ALL = new StatsQuery(false, null);

    boolean wants(String family) {
        return filter == null || filter.matcher(family).find();
    }
}
