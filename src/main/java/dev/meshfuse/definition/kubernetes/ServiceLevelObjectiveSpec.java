package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Severity;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * What a user writes of an objective; the descriptions are those of the resource definition. It
 * holds more than this version keeps (calendar windows), because what a schema does not know the
 * API server drops without a word, and then nobody could refuse it.
 */
record ServiceLevelObjectiveSpec(
        @Required @JsonPropertyDescription("The service the objective is about.") Service service,
        @Default("{\"availability\": {}}")
                @JsonPropertyDescription("What is measured. One of its fields.")
                Indicator indicator,
        @Default("{}") @JsonPropertyDescription("Which requests are bad or do not count.")
                Counting counting,
        @Required
                @Pattern(PERCENTAGE)
                @JsonPropertyDescription(
                        "The share of requests that must be good, with its sign, such as 99.9%."
                                + " Below 100%.")
                String objective,
        @Default("{\"rolling\": \"30d\"}")
                @JsonPropertyDescription("What the error budget is kept over. One of its fields.")
                Window window,
        @Default("{\"policy\": \"google-sre\"}")
                @JsonPropertyDescription("When a burning budget is announced. One of its fields.")
                Alerting alerting) {

    static final String PERCENTAGE = "^\\d{1,3}(\\.\\d{1,9})? ?%$";

    /** Looser than what is read: 1h1d is refused with a sentence, not by a pattern. */
    static final String DURATION = "^(\\d{1,9}(y|w|d|h|m|s|ms))+$";

    /** As {@code Decimals} reads it. */
    static final String DECIMAL = "^\\d{1,9}(\\.\\d{1,9})?$";

    /** A duration, or a part of a millisecond such as 0.5ms. */
    static final String THRESHOLD = "^((\\d{1,9}(y|w|d|h|m|s|ms))+|\\d{1,9}\\.\\d{1,6}ms)$";

    record Service(
            @Required
                    @JsonPropertyDescription(
                            "Name of Istio's destination service in this namespace.")
                    String name) {}

    @ValidationRule(
            value = "!has(self.availability) || !has(self.latency)",
            message = "an objective measures one of the two")
    record Indicator(
            @JsonPropertyDescription("Requests that are answered without an error. The default.")
                    Availability availability,
            @JsonPropertyDescription(
                            "Requests that are answered in time, of those that are answered without"
                                    + " an error.")
                    Latency latency) {}

    record Availability() {}

    record Latency(
            @Required
                    @Pattern(THRESHOLD)
                    @JsonPropertyDescription(
                            "The longest that is good. A bound of the proxies' buckets, by default"
                                    + " 0.5ms, 1ms, 5ms, 10ms, 25ms, 50ms, 100ms, 250ms, 500ms, 1s,"
                                    + " 2500ms, 5s, 10s and more.")
                    String threshold) {}

    record Counting(
            @Default("Auto")
                    @JsonPropertyDescription(
                            "Whose report of a request is counted: Auto is the caller's where the"
                                    + " caller is scraped, else the server's.")
                    CountingPolicy.Reporter reporter,
            @Default("[\"5xx\"]")
                    @JsonPropertyDescription(
                            "HTTP status codes that are bad: a code such as 503, or a class such as"
                                    + " 5xx.")
                    List<@Pattern("^[1-5](\\d\\d|xx)$") String> badHttp,
            @Default("[2, 4, 8, 12, 13, 14, 15]")
                    @JsonPropertyDescription("gRPC status numbers that are bad, 1 to 16.")
                    List<Integer> badGrpc,
            @Default("Exclude")
                    @JsonPropertyDescription(
                            "What becomes of a request whose caller hung up before the response"
                                    + " began.")
                    CountingPolicy.CallerGone callerGone) {}

    record Window(
            @Pattern(DURATION)
                    @JsonPropertyDescription(
                            "Length of a rolling window, such as 30d: a multiple of 10s, at most 90d."
                                    + " The default.")
                    String rolling,
            @JsonPropertyDescription("A window of the calendar. Refused by this version.")
                    Calendar calendar) {}

    record Calendar(
            @Required @JsonPropertyDescription("Such as Month.") String unit,
            @JsonPropertyDescription("Such as Europe/Berlin.") String timeZone) {}

    @ValidationRule(
            value = "!has(self.policy) || !has(self.tiers)",
            message = "an objective has the tiers of a policy or its own, not both")
    record Alerting(
            @JsonPropertyDescription(
                            "A named set of tiers: google-sre, those of the SRE workbook. The"
                                    + " default where there are no tiers.")
                    String policy,
            @Size(max = 8)
                    @JsonPropertyDescription(
                            "Tiers of one's own, at most 8. An empty list means that nobody is"
                                    + " told.")
                    List<Tier> tiers,
            @Default("0.01")
                    @Pattern(DECIMAL)
                    @JsonPropertyDescription(
                            "How probable the failures seen may be, at most, if the budget did in"
                                    + " truth burn no faster than a tier allows. Above 0, at most"
                                    + " 0.5.")
                    String alpha) {}

    record Tier(
            @Required
                    @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
                    @JsonPropertyDescription("Its name within the objective, such as page-1h.")
                    String name,
            @Required
                    @JsonPropertyDescription("Whether somebody is woken up, or looks within days.")
                    Severity severity,
            @Required
                    @Pattern(DURATION)
                    @JsonProperty("long")
                    @JsonPropertyDescription(
                            "The window that makes it sure, a multiple of 10s, such as 1h.")
                    String longWindow,
            @Required
                    @Pattern(DURATION)
                    @JsonProperty("short")
                    @JsonPropertyDescription(
                            "The window that makes it stop soon after the trouble; shorter than"
                                    + " long, a multiple of 10s, such as 5m.")
                    String shortWindow,
            @Required
                    @Pattern(DECIMAL)
                    @JsonPropertyDescription(
                            "The burn rate that must be exceeded over both windows, such as 14.4.")
                    String burn) {}
}
