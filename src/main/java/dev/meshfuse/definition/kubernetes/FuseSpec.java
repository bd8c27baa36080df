package dev.meshfuse.definition.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a user writes of a fuse; the descriptions are those of the resource definition. */
record FuseSpec(
        @Required
                @Size(min = 1)
                @JsonPropertyDescription(
                        "The ServiceLevelObjectives of this namespace that it guards.")
                List<SloRef> slos,
        @Required @JsonPropertyDescription("The object of this namespace that splits the traffic.")
                Target targetRef,
        @Required @JsonPropertyDescription("The side that keeps the traffic.") Side stable,
        @Required @JsonPropertyDescription("The side that is taken out of traffic.") Side canary,
        @Default("[\"Evidence\", \"Budget\", \"Alerts\"]")
                @JsonPropertyDescription(
                        "What may trip it: Evidence against the canary; Budget, a page-level breach"
                                + " of one of its objectives; Alerts from Alertmanager.")
                List<Fuse.Trigger> triggers,
        @Default("Enforce")
                @JsonPropertyDescription("Enforce acts; Observe only says what it would have done.")
                Fuse.Mode mode,
        @Default("{}") @JsonPropertyDescription("Its knobs.") Policy policy) {

    static final String DECIMAL = "^\\d{1,9}(\\.\\d{1,9})?$";

    record SloRef(
            @Required @JsonPropertyDescription("Name of the ServiceLevelObjective.") String name) {}

    record Target(
            @Required
                    @JsonPropertyDescription(
                            "API group: networking.istio.io, gateway.networking.k8s.io, argoproj.io"
                                    + " or flagger.app.")
                    String group,
            @Required
                    @JsonPropertyDescription(
                            "Kind: VirtualService, HTTPRoute, GRPCRoute, Rollout or Canary.")
                    String kind,
            @Required @JsonPropertyDescription("Name.") String name,
            @JsonPropertyDescription(
                            "Names of the routes to act on; without any, every route that carries"
                                    + " both sides. A Rollout and a Canary have their own.")
                    List<String> routes) {}

    record Side(
            @Required @JsonPropertyDescription("Service host, as the route names it.") String host,
            @JsonPropertyDescription(
                            "Subset of the host's DestinationRule; needed when both sides share a"
                                    + " host.")
                    String subset) {}

    record Policy(
            @Default("1.5")
                    @Pattern(DECIMAL)
                    @JsonPropertyDescription(
                            "How many times worse than stable the canary may be; at least 1.")
                    String rho,
            @Default("14.4")
                    @Pattern(DECIMAL)
                    @JsonPropertyDescription(
                            "How many times the allowed bad ratio the canary may show.")
                    String burnLimit,
            @Default("30d")
                    @Pattern(ServiceLevelObjectiveSpec.DURATION)
                    @JsonPropertyDescription(
                            "Mean time between false alarms of a canary exactly at the limit.")
                    String falseAlarmsPer,
            @Default("Hold")
                    @JsonPropertyDescription("What happens to the canary when the budget is spent.")
                    FusePolicy.OnBudgetExhausted onBudgetExhausted,
            @Default("10m")
                    @Pattern(ServiceLevelObjectiveSpec.DURATION)
                    @JsonPropertyDescription("Least time between two trips.")
                    String cooldown,
            @Default("3")
                    @Min(1)
                    @JsonPropertyDescription("Most trips for one identity of the canary.")
                    Integer maxTrips) {}
}
