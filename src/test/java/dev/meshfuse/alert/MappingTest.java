package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
    private static final String KEY = "meshfuse.alert.webhook.mapping[0]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    destination_service_name=cart destination_service_namespace=shop                                  | shop | cart | -  | -
                    destination_service_name=cart destination_service_namespace=shop namespace=monitoring service=x   | shop | cart | -  | -
                    destination_service=cart.shop.svc.cluster.local                                                   | shop | cart | -  | -
                    destination_service=cart.shop.svc.cluster.local destination_service_name=cart                     | shop | cart | -  | -
                    destination_service_name=cart.shop.svc.cluster.local destination_service_namespace=shop           | shop | cart | -  | -
                    destination_service_name=cart                                                                     | -    | cart | -  | -
                    destination_service_name=cart namespace=of-the-caller                                             | -    | cart | -  | -
                    destination_service_name=cart destination_service_namespace=unknown destination_service=unknown   | -    | cart | -  | -
                    destination_service_name=unknown namespace=shop service=cart                                      | shop | cart | -  | -
                    destination_service=api.example.com                                                               | -    | api.example.com | - | -
                    destination_service_name=cart destination_service_namespace=shop slo=cart-errors                  | shop | cart | cart-errors | -
                    sloth_service=cart sloth_slo=requests sloth_id=cart-requests                                      | -    | cart | requests | -
                    sloth_service=cart sloth_slo=requests namespace=shop                                              | shop | cart | requests | -
                    slo=cart-availability namespace=shop                                                              | shop | -    | cart-availability | -
                    fuse=cart namespace=shop                                                                          | shop | -    | -  | cart
                    fuse=cart exported_namespace=shop namespace=monitoring service=meshfuse exported_service=a        | shop | a    | -  | cart
                    namespace=shop service=cart                                                                       | shop | cart | -  | -
                    namespace=shop service=cart cluster=Kubernetes destination_cluster=unknown                        | shop | cart | -  | -
                    """)
    void labels_that_are_known_name_things(
            String labels, String namespace, String service, String slo, String fuse) {
        Named named = mapped(labels);

        assertThat(named.namespace()).isEqualTo(namespace);
        assertThat(named.service()).isEqualTo(service);
        assertThat(named.slo()).isEqualTo(slo);
        assertThat(named.fuse()).isEqualTo(fuse);
        assertThat(named.by()).isEqualTo("the labels that are known");
        assertThat(labels(labels)).containsAllEntriesOf(named.labels());
        assertThat(named.labels()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alertname=Watchdog severity=none                      | No label that is known names a service, an objective or a fuse.
                    namespace=shop pod=cart-1                             | No label that is known names a service, an objective or a fuse.
                    namespace=shop service=cart cluster=other             | Its label cluster is 'other', and meshfuse.cluster is 'Kubernetes'.
                    namespace=shop service=cart destination_cluster=other | Its label destination_cluster is 'other', and meshfuse.cluster is 'Kubernetes'.
                    namespace=shop service=a/b                            | A label of it is no name of a Kubernetes object.
                    namespace=../shop service=cart                        | A label of it is no name of a Kubernetes object.
                    namespace=shop slo=CART                               | A label of it is no name of a Kubernetes object.
                    alertname=MeshfuseCanaryHeld namespace=shop fuse=cart | It is an alert of Meshfuse, which tells fuses nothing that they did not say.
                    """)
    void others_name_nothing_and_say_why(String labels, String reason) {
        Named named = mapped(labels);

        assertThat(named.namesSomething()).isFalse();
        assertThat(named.by()).isEqualTo(reason);
    }

    @Test
    void the_first_rule_that_fits_goes_before_labels_that_are_known() {
        Mapping mapping =
                new Mapping(
                        "Kubernetes",
                        List.of(
                                rule(Map.of("team", "bank"), "bank", "first"),
                                rule(Map.of("team", "sh*"), "shop", "{app}-svc"),
                                rule(Map.of(), "shop", "last")));

        Named named = mapping.map(labels("team=shop app=cart namespace=a service=b cluster=other"));

        assertThat(named.namespace()).isEqualTo("shop");
        assertThat(named.service()).isEqualTo("cart-svc");
        assertThat(named.by()).isEqualTo(KEY);
        assertThat(named.labels()).isEqualTo(Map.of("team", "shop", "app", "cart"));
        assertThat(mapping.map(labels("team=shop namespace=a service=b")).service())
                .as("a label that is to be filled in is missing")
                .isEqualTo("last");
    }

    @Test
    void what_a_rule_fills_in_must_be_a_name() {
        Mapping mapping = new Mapping("Kubernetes", List.of(rule(Map.of(), "shop", "{app}")));

        assertThat(mapping.map(labels("app=cart")).service()).isEqualTo("cart");
        assertThat(mapping.map(labels("app=$1")).namesSomething()).isFalse();
        assertThat(mapping.map(labels("app={app}")).namesSomething()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "cart, cart, true",
        "cart, carts, false",
        "cart, acart, false",
        "car*, cart, true",
        "*rt, cart, true",
        "*, cart, true",
        "c*t, cart, true",
        "c*t, ct, true",
        "ca*at, cat, false",
        "c*a*t, cart, true",
        "c*x*t, cart, false",
        "a*b*b, ab, false",
        "**, cart, true",
        "c.rt, cart, false"
    })
    void an_asterisk_stands_for_any_text(String wanted, String value, boolean matches) {
        assertThat(MappingRule.matches(wanted, value)).isEqualTo(matches);
    }

    @Test
    void all_that_is_wrong_with_a_rule_is_told_at_once() {
        MappingRule rule =
                new MappingRule(
                        KEY,
                        Map.of("a-b", "x"),
                        Optional.of("Shop"),
                        Optional.of("{app-name}"),
                        Optional.of("{app}_x"),
                        Optional.of("{app"));

        assertThat(rule.faults())
                .containsExactly(
                        new Fault(KEY + ".when", "'a-b' is no name of a label"),
                        new Fault(KEY + ".namespace", "'Shop' is no name, and no label in braces"),
                        new Fault(KEY + ".service", "'app-name' is no name of a label"),
                        new Fault(KEY + ".slo", "'{app}_x' is no name, and no label in braces"),
                        new Fault(KEY + ".fuse", "'{app' is no name, and no label in braces"));
        assertThat(
                        new MappingRule(
                                        KEY,
                                        Map.of(),
                                        Optional.of("shop"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())
                                .faults())
                .containsExactly(new Fault(KEY, "must say service, slo or fuse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart", "{app}", "{app}-svc", "a.{b}.{c}", "{a}{b}"})
    void a_name_may_have_labels_in_it(String service) {
        assertThat(rule(Map.of("team", "*"), "shop", service).faults()).isEmpty();
    }

    private static MappingRule rule(Map<String, String> when, String namespace, String service) {
        return new MappingRule(
                KEY,
                when,
                Optional.of(namespace),
                Optional.of(service),
                Optional.empty(),
                Optional.empty());
    }

    private static Named mapped(String labels) {
        return new Mapping("Kubernetes", List.of()).map(labels(labels));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        for (String label : text.strip().split("\\s+", -1)) {
            labels.put(
                    label.substring(0, label.indexOf('=')),
                    label.substring(label.indexOf('=') + 1));
        }
        return labels;
    }
}
