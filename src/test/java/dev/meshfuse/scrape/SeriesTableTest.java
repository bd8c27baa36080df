package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.SeriesTable.Kind;
import dev.meshfuse.testing.Property;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SeriesTableTest {
    private final SeriesTable table = new SeriesTable();
    private final KeyedHash hash = new KeyedHash(new HashSecrets(1, 2, 3, 4));

    @Test
    void keys_of_different_kinds_do_not_meet() {
        KnownSeries series = series(1);
        table.put(of("istio_requests_total{a=\"1\"}"), Kind.COUNTER, series, 1);

        assertThat(table.find(of("istio_requests_total{a=\"1\"}"), Kind.COUNTER, 1))
                .isSameAs(series);
        assertThat(table.find(of("istio_requests_total{a=\"1\"}"), Kind.BUCKET, 1)).isNull();
        assertThat(table.find(of("istio_requests_total{a=\"2\"}"), Kind.COUNTER, 1)).isNull();
    }

    @Test
    void what_was_not_seen_for_long_is_forgotten() {
        KnownSeries old = known(1, 3);
        KnownSeries fresh = known(2, 5);
        table.put(of("a counter with an old spelling"), Kind.COUNTER, fresh, 3);
        table.put(of("a counter with a new spelling"), Kind.COUNTER, fresh, 5);

        table.forget(4);

        assertThat(table.size()).isEqualTo(1);
        hash.of(SeriesId.of("1"));
        assertThat(table.find(hash, Kind.IDENTITY, 5)).isNull();
        assertThat(old.shownIn()).isEqualTo(3);
        hash.of(SeriesId.of("2"));
        assertThat(table.find(hash, Kind.IDENTITY, 5)).isSameAs(fresh);
        assertThat(table.find(of("a counter with an old spelling"), Kind.COUNTER, 5)).isNull();
        assertThat(table.find(of("a counter with a new spelling"), Kind.COUNTER, 5))
                .isSameAs(fresh);
    }

    @Property
    void it_finds_what_a_map_finds(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Map<Integer, KnownSeries> map = new HashMap<>();
        for (int body = 1; body < 60; body++) {
            for (int i = random.nextInt(40); i > 0; i--) {
                int number = random.nextInt(600);
                hash.of(SeriesId.of("" + number));
                KnownSeries found = table.find(hash, Kind.IDENTITY, body);
                assertThat(found).isSameAs(map.get(number));
                if (found == null) {
                    map.put(number, known(number, body));
                } else {
                    found.begin(body);
                }
            }
            int since = body - 5;
            table.forget(since);
            map.values().removeIf(series -> series.shownIn() < since);
            assertThat(table.size()).isEqualTo(map.size());
        }
    }

    private KnownSeries known(int number, int body) {
        KnownSeries series = series(number);
        series.begin(body);
        hash.of(SeriesId.of("" + number));
        table.put(hash, Kind.IDENTITY, series, body);
        return series;
    }

    private static KnownSeries series(int number) {
        return new KnownSeries(SeriesId.of("" + number), RequestLabels.of(Map.of()));
    }

    private KeyedHash of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        hash.of(bytes, 0, bytes.length);
        return hash;
    }
}
