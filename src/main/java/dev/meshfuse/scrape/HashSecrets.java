package dev.meshfuse.scrape;

import java.security.SecureRandom;

/**
 * Random numbers that a hash is keyed with, so that nobody outside can make two texts that it takes
 * for one. No result depends on them.
 *
 * @param first of four, as the others
 */
record HashSecrets(long first, long second, long third, long fourth) {
    /** Those of this process. */
    static final HashSecrets OF_THIS_PROCESS = random(new SecureRandom());

    private static HashSecrets random(SecureRandom random) {
        return new HashSecrets(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
