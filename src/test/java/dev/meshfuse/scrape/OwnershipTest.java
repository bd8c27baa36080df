package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.ReadingBuilder.Body;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {
    private static final Pod WEB = new Pod("uid", "shop", "web-1", "web", 0);

    @ParameterizedTest
    @CsvSource({
        "source, shop, web, other, cart",
        "source, unknown, unknown, other, cart",
        "source, '', '', other, cart",
        "source, unknown, web, other, cart",
        "destination, other, caller, shop, web",
        "destination, other, caller, unknown, unknown",
        "waypoint, other, caller, another, called",
    })
    void a_proxy_names_its_own_workload_or_nobody(
            String reporter, String sourceNs, String source, String ns, String workload) {
        String line = line(reporter, sourceNs, source, ns, workload);

        assertThat(read(new ReadingBuilder(WEB), line)).isInstanceOf(Body.Understood.class);
    }

    @ParameterizedTest
    @CsvSource({
        "source, shop, cart, shop, web",
        "source, other, web, shop, web",
        "source, unknown, cart, shop, web",
        "destination, shop, web, shop, cart",
        "destination, shop, web, other, web",
    })
    void a_body_that_names_another_workload_is_foreign(
            String reporter, String sourceNs, String source, String ns, String workload) {
        String own = line("source", "shop", "web", "shop", "cart");
        String line = line(reporter, sourceNs, source, ns, workload);

        assertThat(read(new ReadingBuilder(WEB), own + line)).isInstanceOf(Body.Foreign.class);
    }

    @Test
    void what_is_foreign_is_said() {
        assertThat(read(new ReadingBuilder(WEB), line("source", "bank", "vault", "shop", "web")))
                .isEqualTo(new Body.Foreign("series of bank/vault where shop/web is read"));
    }

    @Test
    void where_the_pod_is_not_known_a_body_may_name_one_workload_only() {
        String web = line("source", "shop", "web", "shop", "cart");
        String toWeb = line("destination", "other", "caller", "shop", "web");
        String cart = line("destination", "shop", "web", "shop", "cart");

        assertThat(read(new ReadingBuilder(), web + toWeb)).isInstanceOf(Body.Understood.class);
        assertThat(read(new ReadingBuilder(), web + cart)).isInstanceOf(Body.Foreign.class);
    }

    @Test
    void a_body_is_judged_each_time_also_when_its_series_are_known() {
        String web = line("source", "shop", "web", "shop", "cart");
        ReadingBuilder builder = new ReadingBuilder(WEB);

        assertThat(read(builder, web)).isInstanceOf(Body.Understood.class);
        assertThat(read(builder, web + line("source", "shop", "x", "shop", "cart")))
                .isInstanceOf(Body.Foreign.class);
        assertThat(read(builder, web)).isInstanceOf(Body.Understood.class);
    }

    @Test
    void a_pod_that_has_changed_is_told_when_a_body_begins() {
        String web = line("source", "shop", "web", "shop", "cart");
        ReadingBuilder builder = new ReadingBuilder(WEB);

        assertThat(readOf(builder, new Pod("uid-2", "shop", "cart-1", "cart", 0), web))
                .isInstanceOf(Body.Foreign.class);
        assertThat(readOf(builder, null, web)).isInstanceOf(Body.Understood.class);
    }

    @Test
    void a_namespace_alone_is_held_against_the_body() {
        String web = line("source", "shop", "web", "shop", "cart");
        Pod inBank = new Pod("uid", "bank", null, null, 0);
        Pod inShop = new Pod("uid", "shop", null, null, 0);

        assertThat(read(new ReadingBuilder(inBank), web)).isInstanceOf(Body.Foreign.class);
        assertThat(read(new ReadingBuilder(inShop), web)).isInstanceOf(Body.Understood.class);
    }

    private static String line(
            String reporter, String sourceNs, String source, String ns, String workload) {
        return """
        istio_requests_total{reporter="%s",source_workload_namespace="%s",source_workload="%s",\
        destination_workload_namespace="%s",destination_workload="%s"} 5
        """
                .formatted(reporter, sourceNs, source, ns, workload);
    }

    private static Body read(ReadingBuilder builder, String body) {
        return Scrapes.whole(builder, body.getBytes(UTF_8));
    }

    private static Body readOf(ReadingBuilder builder, @Nullable Pod pod, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        builder.begin(pod);
        builder.feed(bytes, 0, bytes.length);
        return builder.finish();
    }
}
