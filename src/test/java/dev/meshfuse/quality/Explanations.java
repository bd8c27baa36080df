package dev.meshfuse.quality;

/** What the tables do not say themselves. */
final class Explanations {
    static final String DIFFERENCES =
            """

            ## What the tables say, and do not

            """;

    private Explanations() {}
}
