package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {
    private static final ResourceId CART = new ResourceId("Kubernetes", "shop", "cart");

    private static final String SLO =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: ServiceLevelObjective
            metadata: {name: cart-availability, namespace: shop, generation: 7, uid: u-1}
            spec:
              service: {name: cart}
              objective: "99.9%"
            """;

    private static final String FUSE =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: Fuse
            metadata: {name: cart, namespace: shop, generation: 3}
            spec:
              slos: [{name: cart-availability}]
              targetRef: {group: networking.istio.io, kind: VirtualService, name: cart}
              stable: {host: cart, subset: v1}
              canary: {host: cart, subset: v2}
            """;

    @Test
    void an_objective_of_required_fields_only_gets_every_default() {
        Definition definition = read(SLO);

        assertThat(definition)
                .isEqualTo(
                        new Definition.OfSlo(
                                "shop/cart-availability",
                                new Slo(
                                        new ResourceId("Kubernetes", "shop", "cart-availability"),
                                        7,
                                        CART,
                                        new Indicator.Availability(),
                                        Objective.parse("99.9%"),
                                        Duration.ofDays(30),
                                        CountingPolicy.DEFAULT,
                                        Alerting.GOOGLE_SRE)));
    }

    @Test
    void a_fuse_of_required_fields_only_gets_every_default() {
        Definition definition = read(FUSE);

        assertThat(definition)
                .isEqualTo(
                        new Definition.OfFuse(
                                "shop/cart",
                                new Fuse(
                                        CART,
                                        3,
                                        List.of(
                                                new ResourceId(
                                                        "Kubernetes", "shop", "cart-availability")),
                                        new TargetRef(
                                                "networking.istio.io",
                                                "VirtualService",
                                                "cart",
                                                Set.of()),
                                        new Destination("cart", "v1"),
                                        new Destination("cart", "v2"),
                                        Set.of(Fuse.Trigger.values()),
                                        Fuse.Mode.Enforce,
                                        FusePolicy.DEFAULT)));
    }

    @Test
    void everything_that_may_be_written_is_read() {
        Slo slo =
                slo(
                        """
                        apiVersion: meshfuse.dev/v1alpha1
                        kind: ServiceLevelObjective
                        metadata: {name: cart-availability, namespace: shop}
                        spec:
                          service: {name: cart}
                          indicator: {availability: {}}
                          counting: {reporter: Source, badHttp: ["503"], badGrpc: [14], callerGone: Bad}
                          objective: 99.95%
                          window: {rolling: 1w}
                          alerting: {policy: google-sre}
                        status: {observedGeneration: 1}
                        """);

        assertThat(slo.window()).isEqualTo(Duration.ofDays(7));
        assertThat(slo.objective().allowedBadRatio()).isEqualTo("0.0005");
        assertThat(slo.counting())
                .isEqualTo(
                        new CountingPolicy(
                                CountingPolicy.Reporter.Source,
                                Set.of("503"),
                                Set.of(14),
                                CountingPolicy.CallerGone.Bad));
    }

    @Test
    void a_fuse_may_listen_to_one_thing_alone() {
        for (Fuse.Trigger one : Fuse.Trigger.values()) {
            assertThat(fuse(FUSE + "  triggers: [" + one + "]\n").triggers()).containsExactly(one);
        }
    }

    @Test
    void everything_that_may_be_written_of_a_fuse_is_read() {
        Fuse fuse =
                fuse(
                        FUSE.replace(
                                        "name: cart}\n  stable",
                                        "name: cart, routes: [main]}\n  stable")
                                + """
                                  triggers: [Evidence, Budget]
                                  mode: Observe
                                  policy: {rho: "2", burnLimit: "6", falseAlarmsPer: 90d, onBudgetExhausted: Ignore, cooldown: 1h30m, maxTrips: 1}
                                """);

        assertThat(fuse.target().routes()).containsExactly("main");
        assertThat(fuse.triggers())
                .containsExactlyInAnyOrder(Fuse.Trigger.Evidence, Fuse.Trigger.Budget);
        assertThat(fuse.mode()).isEqualTo(Fuse.Mode.Observe);
        assertThat(fuse.policy())
                .isEqualTo(
                        new FusePolicy(
                                new BigDecimal("2"),
                                new BigDecimal("6"),
                                Duration.ofDays(90),
                                FusePolicy.OnBudgetExhausted.Ignore,
                                Duration.ofMinutes(90),
                                1));
    }

    @Test
    void a_definition_without_an_api_server_has_no_generation() {
        Definition definition = reader().read(tree(SLO), "slos.yaml, document 1");

        assertThat(definition)
                .isInstanceOfSatisfying(
                        Definition.OfSlo.class,
                        read -> {
                            assertThat(read.slo().generation()).isZero();
                            assertThat(read.name()).isEqualTo("slos.yaml, document 1");
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    objective: "99.9"                  | spec.objective: '99.9' is not a percentage such as 99.9%
                    objective: 99.9                    | spec.objective: must be text: write it in quotes, "99.9"
                    objective: 100%                    | spec.objective: an objective must be below 100 %: 100 % leaves no error budget to keep
                    objective: 0%                      | spec.objective: an objective must be above 0 %
                    objective: 1e-999999999%           | spec.objective: '1e-999999999%' is not a percentage such as 99.9%
                    objective: [99.9%]                 | spec.objective: must be text, not a list
                    objective:                         | spec.objective: is required
                    objective: 90%                     | spec.objective: is 90%: tier page-1h of google-sre, 14.4x over a window of 30d, could never fire, as a total outage burns at 10x; it needs an objective above 93.056%, or tiers of your own that are below 10x
                    service:                           | spec.service: is required
                    service: cart                      | spec.service: must be a map of fields, not the text 'cart'
                    service: {}                        | spec.service.name: is required
                    service: {name: cart.shop}         | spec.service.name: 'cart.shop' is not the name of a service in this namespace: an SLO lives in its service's namespace and names it without one, such as 'cart'
                    service: {name: Cart}              | spec.service.name: 'Cart' is not a name: lower-case letters, digits, '-' and '.' only
                    indicator: {}                      | spec.indicator: needs availability or latency
                    indicator: {latency: {}}           | spec.indicator.latency.threshold: is required
                    indicator: {latency: {threshold: 0ms}} | spec.indicator.latency.threshold: a threshold must be longer than zero
                    indicator: {latency: {threshold: 0.0ms}} | spec.indicator.latency.threshold: a threshold must be longer than zero
                    indicator: {latency: {threshold: 0.5s}} | spec.indicator.latency.threshold: '0.5s' is not a duration such as 30d, 1h30m or 100ms
                    indicator: {latency: {threshold: 100}} | spec.indicator.latency.threshold: must be text: write it in quotes, "100"
                    indicator: {latency: {threshold: 1s, x: 1}} | spec.indicator.latency.x: is unknown; known here: threshold
                    indicator: {availability: {}, latency: {threshold: 1s}} | spec.indicator.latency: stands beside availability: an objective measures one of the two
                    indicator: {availability: {x: 1}}  | spec.indicator.availability.x: is unknown; known here: nothing
                    counting: {reporter: Both}         | spec.counting.reporter: is 'Both'; it must be one of Auto, Source, Destination
                    counting: {badHttp: [5xx, 99]}     | spec.counting.badHttp[1]: must be text: write it in quotes, "99"
                    counting: {badHttp: [5xx, "99"]}   | spec.counting.badHttp[1]: '99' is neither an HTTP status code nor a class such as 5xx
                    counting: {badHttp: 5xx}           | spec.counting.badHttp: must be a list, not the text '5xx'
                    counting: {badGrpc: [17]}          | spec.counting.badGrpc[0]: 17 is no gRPC error status: they are 1 to 16
                    counting: {badGrpc: [1.5]}         | spec.counting.badGrpc[0]: must be a whole number, not the number 1.5
                    counting: {callerGone: exclude}    | spec.counting.callerGone: is 'exclude'; it must be one of Exclude, Bad
                    window: {rolling: 0s}              | spec.window.rolling: '0s' must be a multiple of 10s, and longer than zero
                    window: {rolling: 1h5s}            | spec.window.rolling: '1h5s' must be a multiple of 10s, and longer than zero
                    window: {rolling: 91d}             | spec.window.rolling: '91d' must be at most 90d
                    window: {rolling: 30 days}         | spec.window.rolling: '30 days' is not a duration such as 30d, 1h30m or 100ms
                    window: {rolling: 30}              | spec.window.rolling: must be text: write it in quotes, "30"
                    window: {calendar: {unit: Month}}  | spec.window.calendar: is not kept: this version keeps rolling windows only
                    window: {}                         | spec.window.rolling: is required
                    alerting: {policy: mine}           | spec.alerting.policy: is 'mine'; there is google-sre only
                    objectve: 99%                      | spec.objectve: is unknown; known here: service, indicator, counting, objective, window, alerting
                    """)
    void a_wrong_field_of_an_objective_is_refused_with_its_path(String line, String fault) {
        Definition definition = read(with(SLO, line));

        assertThat(faults(definition)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    slos:                                    | spec.slos: is required
                    slos: []                                 | spec.slos: must name at least one ServiceLevelObjective
                    slos: [{name: a}, {name: a}]             | spec.slos[1].name: names 'a' a second time
                    slos: [a]                                | spec.slos[0]: must be a map of fields, not the text 'a'
                    slos: [{name: a}, null]                  | spec.slos[1]: is required
                    targetRef: {group: apps, kind: VirtualService, name: cart}                     | spec.targetRef.group: is 'apps'; a fuse acts on VirtualService of networking.istio.io, HTTPRoute and GRPCRoute of gateway.networking.k8s.io, Rollout of argoproj.io, and Canary of flagger.app
                    targetRef: {group: networking.istio.io, kind: Gateway, name: cart}             | spec.targetRef.kind: is 'Gateway'; a fuse acts on VirtualService of networking.istio.io, HTTPRoute and GRPCRoute of gateway.networking.k8s.io, Rollout of argoproj.io, and Canary of flagger.app
                    targetRef: {group: networking.istio.io, kind: VirtualService}                  | spec.targetRef.name: is required
                    targetRef: {group: networking.istio.io, kind: Rollout, name: cart}             | spec.targetRef.kind: is 'Rollout'; a fuse acts on VirtualService of networking.istio.io, HTTPRoute and GRPCRoute of gateway.networking.k8s.io, Rollout of argoproj.io, and Canary of flagger.app
                    targetRef: {group: argoproj.io, kind: Rollout, name: cart, routes: [a]}        | spec.targetRef.routes: cannot be named: a Rollout has routes of its own
                    targetRef: {group: networking.istio.io, kind: VirtualService, name: cart, routes: [1]} | spec.targetRef.routes[0]: must be text: write it in quotes, "1"
                    canary: {host: cart, subset: v1}         | spec.canary: is the same as spec.stable (cart/v1); a split has two sides
                    canary: {host: cart.shop.svc.cluster.local, subset: v1} | spec.canary: is the same as spec.stable (cart/v1); a split has two sides
                    canary: {host: cart}                     | spec.canary: shares its host with spec.stable; then both need a subset
                    canary: {host: cart, subset: ""}         | spec.canary.subset: must not be empty; leave it out when the host alone names the side
                    canary: {host: cart.other, subset: v2}   | spec.canary.host: 'cart.other' is in namespace other; a fuse lives in its service's namespace, and this one in shop
                    canary: {host: api.example.com}          | spec.canary.host: 'api.example.com' is not the host of a Kubernetes service, such as cart or cart.shop.svc.cluster.local
                    canary: {subset: v2}                     | spec.canary.host: is required
                    triggers: [Evidence, Alarm]              | spec.triggers[1]: is 'Alarm'; it must be one of Evidence, Budget, Alerts
                    triggers: []                             | spec.triggers: must contain at least one of Evidence, Budget, Alerts
                    mode: Dry                                | spec.mode: is 'Dry'; it must be one of Enforce, Observe
                    policy: {rho: 1.5}                       | spec.policy.rho: must be text: write it in quotes, "1.5"
                    policy: {rho: "0.9"}                     | spec.policy.rho: is 0.9; it must be at least 1
                    policy: {rho: "1e999999999"}             | spec.policy.rho: '1e999999999' is not a decimal number such as 1.5
                    policy: {burnLimit: "0"}                 | spec.policy.burnLimit: is 0; it must be above 0
                    policy: {falseAlarmsPer: 0d}             | spec.policy.falseAlarmsPer: must be longer than zero
                    policy: {onBudgetExhausted: Trip}        | spec.policy.onBudgetExhausted: is 'Trip'; it must be one of Hold, Ignore
                    policy: {cooldown: soon}                 | spec.policy.cooldown: 'soon' is not a duration such as 30d, 1h30m or 100ms
                    policy: {maxTrips: 0}                    | spec.policy.maxTrips: is 0; it must be at least 1
                    policy: {maxTrips: "3"}                  | spec.policy.maxTrips: must be a whole number, not the text '3'
                    policy: {rhoo: "1.5"}                    | spec.policy.rhoo: is unknown; known here: rho, burnLimit, falseAlarmsPer, onBudgetExhausted, cooldown, maxTrips
                    """)
    void a_wrong_field_of_a_fuse_is_refused_with_its_path(String line, String fault) {
        Definition definition = read(with(FUSE, line));

        assertThat(faults(definition)).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.networking.k8s.io, HTTPRoute",
        "gateway.networking.k8s.io, GRPCRoute",
        "flagger.app, Canary",
    })
    void a_kind_that_knows_no_subsets_is_refused_with_them(String group, String kind) {
        String target = "targetRef: {group: %s, kind: %s, name: cart}".formatted(group, kind);

        assertThat(faults(read(with(FUSE, target))))
                .containsExactly(
                        "spec.stable.subset: is not for a %s: its sides are services of their own"
                                .formatted(kind),
                        "spec.canary.subset: is not for a %s: its sides are services of their own"
                                .formatted(kind));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    {}                                                          | apiVersion: is required; kind: is required
                    {apiVersion: v1, kind: ConfigMap, data: {}}                 | apiVersion: is 'v1'; it must be meshfuse.dev/v1alpha1; kind: is 'ConfigMap'; it must be ServiceLevelObjective or Fuse
                    {apiVersion: meshfuse.dev/v1alpha1, kind: Fuse}             | metadata: is required; spec: is required
                    {apiVersion: meshfuse.dev/v1alpha1, kind: Fuse, metadata: {name: a/b}} | metadata.namespace: is required; metadata.name: 'a/b' is not a name: lower-case letters, digits, '-' and '.' only; spec: is required
                    {apiVersion: meshfuse.dev/v1alpha1, kind: Fuse, metadata: {name: a, namespace: b}, spec: x, extra: 1} | spec: must be a map of fields, not the text 'x'; extra: is unknown; known here: apiVersion, kind, metadata, spec, status
                    """)
    void an_object_that_is_none_of_ours_is_refused(String yaml, String expected) {
        Definition definition = read(yaml);

        assertThat(String.join("; ", faults(definition))).isEqualTo(expected);
    }

    @Test
    void all_faults_of_an_object_are_found_at_once() {
        Definition definition =
                read(
                        """
                        apiVersion: meshfuse.dev/v1alpha1
                        kind: ServiceLevelObjective
                        metadata: {name: cart-availability, namespace: shop}
                        spec:
                          service: {nme: cart}
                          objective: "99.9"
                          window: {rolling: 1 month}
                        """);

        assertThat(faults(definition))
                .containsExactly(
                        "spec.service.name: is required",
                        "spec.service.nme: is unknown; known here: name",
                        "spec.objective: '99.9' is not a percentage such as 99.9%",
                        "spec.window.rolling: '1 month' is not a duration such as 30d, 1h30m or 100ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "text", "[]", "{}", "[[]]", "[{}]", "{a: [null]}"})
    void no_value_of_any_field_makes_reading_throw(String value) {
        List<Definition> definitions =
                List.of(
                                "service",
                                "indicator",
                                "counting",
                                "objective",
                                "window",
                                "alerting",
                                "slos",
                                "targetRef",
                                "stable",
                                "canary",
                                "triggers",
                                "mode",
                                "policy")
                        .stream()
                        .flatMap(field ->
                                List.of(SLO, FUSE).stream()
                                        .map(object -> read(with(object, field + ": " + value))))
                        .toList();

        assertThat(definitions).hasSize(26);
    }

    private static DefinitionReader reader() {
        return new DefinitionReader("Kubernetes");
    }

    private static Definition read(String yaml) {
        return reader().read(tree(yaml));
    }

    private static Slo slo(String yaml) {
        return ((Definition.OfSlo) read(yaml)).slo();
    }

    private static Fuse fuse(String yaml) {
        return ((Definition.OfFuse) read(yaml)).fuse();
    }

    private static List<String> faults(Definition definition) {
        return definition instanceof Definitions.Refused refused
                ? refused.faults().stream().map(Fault::toString).toList()
                : List.of();
    }

    /** The object with one field of its spec set or replaced. */
    private static String with(String object, String line) {
        String field = line.substring(0, line.indexOf(':') + 1);
        String without =
                object.lines()
                        .filter(existing -> !existing.startsWith("  " + field))
                        .reduce("", (all, next) -> all + next + "\n");
        return without + "  " + line + "\n";
    }

    private static Map<String, Object> tree(String yaml) {
        try {
            return new YAMLMapper().readValue(yaml, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
