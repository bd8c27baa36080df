package dev.meshfuse.testing.mesh;

/** A share of the requests, 0 to 1. */
final class Ratio {
    private Ratio() {}

    static double check(double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException(ratio + " is no ratio: it must be 0 to 1");
        }
        return ratio;
    }
}
