package dev.meshfuse.quality;

import java.util.random.RandomGenerator;

/** Numbers of things that happen independently of each other. */
final class Chance {
    /** Beyond, a normal distribution is as good and does not take as many draws. */
    private static final double MANY = 40;

    private Chance() {}

    /** So many, with that mean (Poisson). */
    static int number(double mean, RandomGenerator random) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > MANY) {
            double drawn = mean + Math.sqrt(mean) * random.nextGaussian();
            return (int) Math.max(0, Math.round(drawn));
        }
        double left = random.nextDouble();
        double chance = Math.exp(-mean);
        int number = 0;
        while (left > chance && number < 1000) {
            left -= chance;
            number++;
            chance *= mean / number;
        }
        return number;
    }
}
