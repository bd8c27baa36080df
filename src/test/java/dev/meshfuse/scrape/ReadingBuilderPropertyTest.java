package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshfuse.testing.Property;
import java.util.Random;
import java.util.stream.Stream;

class ReadingBuilderPropertyTest {
    /** More than a series is remembered without being shown. */
    private static final int BODIES = 3 * SeriesReader.BODIES_REMEMBERED;

    @Property
    void bodies_are_read_as_the_slow_way_reads_them(long seed) {
        OddBodies bodies = new OddBodies(new Random(seed));

        Scrapes.areReadAsTheSlowWayReadsThem(
                Stream.generate(bodies::next)
                        .limit(BODIES)
                        .map(body -> body.getBytes(UTF_8))
                        .toArray(byte[][]::new));
    }
}
