package dev.meshfuse.quality;

/** What the tables do not say themselves. */
final class Explanations {
    static final String DIFFERENCES =
            """

            ## What the tables say, and do not

            - **A month of one service resolves little.** The last column but one of false trips says how much. More minutes give more
              months: `./verdict-quality --minutes 600` is a night.
            - **Where nobody can be told apart** one source that fails, and one client that is stuck to the canary, look like a fault of
              12 %; they trip. Callers' own proxies must be read, so that they can be told apart.
            - **A canary of one pod that restarts** (in brackets) trips from 10 requests/s on, whoever calls. Nothing in the requests
              tells it from a fault.
            - **Holds** are one for each time the canary alone had trouble; they are released by themselves.
            - **Against the marks.** They were taken after a whole day of history, these after five minutes, with what is usual of
              stable known. A mark is rounded, and 100 faults give a 95th percentile only roughly. Where ours is slower by a tenth or two
              of a second at 1 s blocks, it is the moment of the fault in its tick.
            - **Better than the design in one thing**: it took chance for bursts of stable in the first hours, when few windows of 20 s
              were seen. Every block then counted a tenth, so one fault in fifteen at 10 requests/s and 100 % was found after 28 s
              instead of 3.5 s. So what counts as clustering falls with the root of the number of windows, to the design's 1.3 after three
              hours.
            - **A fault of 1 %** never trips: it is below the limit of 1.44 %. It is held.
            - **Blocks of 2 s and 5 s** take as many blocks as those of 1 s; where blocks merge for want of traffic there is no
              difference.
            - **Latency** takes three flushes or more: with an objective of 99 % and 1 % slow as usual, a block that is all slow is
              worth ln(0.5/0.015 + 0.5) = 3.5 nats. More than 14.4 % of the requests must be slow for a trip.
            - **Not simulated**: gaps in what is read, clocks further apart than a block, rho other than 1.5, canaries with half of the traffic.
            """;

    private Explanations() {}
}
