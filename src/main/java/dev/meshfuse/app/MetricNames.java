package dev.meshfuse.app;

/**
 * Names and tags of our metrics, as Micrometer writes them: dots become underscores, counters get
 * {@code _total}, timers {@code _seconds}.
 */
final class MetricNames {
    /** What all of them begin with. */
    static final String OURS = "meshfuse.";

    static final String SLO_OBJECTIVE_RATIO = "meshfuse.slo.objective.ratio";
    static final String SLO_BURN_RATE = "meshfuse.slo.burn.rate";
    static final String SLO_COVERAGE_RATIO = "meshfuse.slo.coverage.ratio";
    static final String SLO_OBSERVED_RATIO = "meshfuse.slo.observed.ratio";
    static final String SLO_ERROR_BUDGET_REMAINING_RATIO =
            "meshfuse.slo.error.budget.remaining.ratio";
    static final String SLO_BREACHED = "meshfuse.slo.breached";
    static final String SLO_SEEN = "meshfuse.slo.seen";
    static final String SLO_TARGETS = "meshfuse.slo.targets";
    static final String SLO_REQUESTS = "meshfuse.slo.requests";
    static final String SLO_INFO = "meshfuse.slo.info";
    static final String SLO_REQUESTS_PER_SECOND = "meshfuse.slo.requests.per.second";
    static final String SLO_ERROR_RATIO = "meshfuse.slo.error.ratio";
    static final String SLO_LATENCY = "meshfuse.slo.latency.seconds";
    static final String FUSE_INFO = "meshfuse.fuse.info";
    static final String FUSE_LAST_EVENT = "meshfuse.fuse.last.event.timestamp.seconds";
    static final String FUSE_TARGET_READY = "meshfuse.fuse.target.ready";
    static final String FUSE_VERDICT = "meshfuse.fuse.verdict";
    static final String FUSE_HELD = "meshfuse.fuse.held";
    static final String FUSE_THRESHOLD_NATS = "meshfuse.fuse.threshold.nats";
    static final String FUSE_REQUESTS = "meshfuse.fuse.requests";
    static final String FUSE_INPUTS_LAG = "meshfuse.fuse.inputs.lag.records";
    static final String STREAM_DELAY = "meshfuse.stream.delay";
    static final String STREAM_NEWEST_READING_AGE = "meshfuse.stream.newest.reading.age.seconds";
    static final String STREAM_LAG = "meshfuse.stream.lag.records";
    static final String STREAM_STATE = "meshfuse.stream.state";
    static final String STREAM_SERVICES_FAILING = "meshfuse.stream.services.failing";
    static final String BUILD_INFO = "meshfuse.build.info";
    static final String READY = "meshfuse.ready";
    static final String PERMISSIONS_MISSING = "meshfuse.permissions.missing";
    static final String DEFINITIONS = "meshfuse.definitions";
    static final String FUSE_PHASE = "meshfuse.fuse.phase";
    static final String FUSE_SKIPPED = "meshfuse.fuse.skipped";
    static final String FUSE_SEEN = "meshfuse.fuse.seen";
    static final String FUSE_COVERAGE_RATIO = "meshfuse.fuse.coverage.ratio";
    static final String FUSE_TARGETS = "meshfuse.fuse.targets";
    static final String FUSE_EVIDENCE_NATS = "meshfuse.fuse.evidence.nats";
    static final String ACTIONS = "meshfuse.actions";
    static final String SCRAPE_BYTES = "meshfuse.scrape.bytes";
    static final String SCRAPE_SAMPLES = "meshfuse.scrape.samples";
    static final String SCRAPE_FAILURES = "meshfuse.scrape.failures";
    static final String SCRAPE_REFUSED_LINES = "meshfuse.scrape.refused.lines";
    static final String SCRAPE_DURATION = "meshfuse.scrape.duration";
    static final String SCRAPE_LATENESS = "meshfuse.scrape.lateness";
    static final String SCRAPE_CLOCK_AHEAD = "meshfuse.scrape.clock.ahead";
    static final String SCRAPE_TARGETS = "meshfuse.scrape.targets";
    static final String SCRAPE_SHARDS = "meshfuse.scrape.shards";
    static final String DEAD_LETTERS = "meshfuse.dead.letters";
    static final String DEAD_LETTERS_LOST = "meshfuse.dead.letters.lost";
    static final String ALERTMANAGER_ALERTS = "meshfuse.alertmanager.alerts";
    static final String KUBERNETES_EVENTS = "meshfuse.kubernetes.events";
    static final String ALERTS = "meshfuse.alerts";
    static final String ALERTS_TRUNCATED = "meshfuse.alerts.truncated";
    static final String ALERTS_MESSAGES = "meshfuse.alerts.messages";
    static final String ALERTS_KEPT = "meshfuse.alerts.kept";
    static final String REACTION = "meshfuse.reaction";

    static final String CLUSTER = "cluster";
    static final String NAMESPACE = "namespace";
    static final String SLO = "slo";
    static final String FUSE = "fuse";
    static final String SERVICE = "service";
    static final String INDICATOR = "indicator";
    static final String THRESHOLD = "threshold";
    static final String QUANTILE = "quantile";
    static final String VERDICT = "verdict";
    static final String MODE = "mode";
    static final String TARGET = "target";
    static final String CHECK = "check";
    static final String VERSION = "version";
    static final String WINDOW = "window";
    static final String OUTCOME = "outcome";
    static final String RESULT = "result";
    static final String TEST = "test";
    static final String ACTION = "action";
    static final String CAUSE = "cause";
    static final String KIND = "kind";
    static final String STAGE = "stage";
    static final String PHASE = "phase";
    static final String STATE = "state";
    static final String TRACK = "track";
    static final String TOPIC = "topic";
    static final String SEVERITY = "severity";
    static final String ALERTMANAGER = "alertmanager";

    private MetricNames() {}
}
