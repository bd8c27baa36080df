package dev.meshfuse.scrape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Bodies that one target answers one after another: values rise or fall, series come and go, lines
 * change their order and their spelling, and some are garbage.
 */
final class OddBodies {
    private static final String[] BOUNDS = {
        "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000",
        "30000", "60000", "300000", "600000", "1800000", "3600000", "+Inf"
    };
    private static final String[] FEW_BOUNDS = {"-1", "0.25", "100.0", "12345678.5", "1e9", "Inf"};
    private static final List<String> GARBAGE =
            List.of(
                    "<html>",
                    "istio_requests_total{a=\"b} 7",
                    "istio_requests_total{a=\"b\"} 1e",
                    "istio_requests_total{a=\"b\",a=\"c\"} 1",
                    "istio_request_duration_milliseconds_bucket{a=\"b\",le=\"x\"} 1",
                    "istio_request_duration_milliseconds_bucket{a=\"b\",le=\"NaN\"} 1",
                    "istio_request_duration_milliseconds_bucket 1",
                    "envoy_server_uptime soon",
                    "\0istio_requests_total 1",
                    "istio_requests_total");
    private static final List<String> HARMLESS =
            List.of(
                    "",
                    "  \t",
                    "# TYPE istio_requests_total counter",
                    "istio_requests_total_created 1.5e9",
                    "istio_requests 5",
                    "istio_request_bytes_bucket{le=\"1\"} 3",
                    "go_gc_duration_seconds{quantile=\"1\"} NaN",
                    "{\"é\",le=\"1\"} 3",
                    "# EOF");

    private final Random random;
    private final List<Integer> live = new ArrayList<>();
    private long value = 1;
    private int newest;

    OddBodies(Random random) {
        this.random = random;
    }

    /** The body of the next scrape. */
    String next() {
        churn();
        List<List<String>> blocks = new ArrayList<>();
        for (int set : live) {
            blocks.add(List.of(counter(set)));
            blocks.add(histogram(set));
        }
        blocks.add(List.of("envoy_server_uptime{} " + value));
        if (random.nextInt(4) == 0) {
            blocks.add(List.of(pick(GARBAGE)));
        }
        blocks.add(List.of(pick(HARMLESS)));
        if (random.nextInt(3) == 0) {
            Collections.shuffle(blocks, random);
        }
        List<String> lines = new ArrayList<>();
        blocks.forEach(lines::addAll);
        if (random.nextInt(8) == 0) {
            Collections.shuffle(lines, random);
        }
        String end = random.nextInt(6) == 0 ? "\r\n" : "\n";
        return String.join(end, lines) + (random.nextBoolean() ? end : "");
    }

    private void churn() {
        value += random.nextInt(1000) - 20;
        value = Math.max(value, 0);
        while (live.size() < 2 || random.nextInt(4) == 0) {
            live.add(newest++);
        }
        if (live.size() > 2 && random.nextInt(3) == 0) {
            live.remove(/* index */ random.nextInt(live.size()));
        }
    }

    private String counter(int set) {
        return oddly("istio_requests_total{" + labels(set), "} ", number(value * (set + 1)));
    }

    private List<String> histogram(int set) {
        String[] bounds = set % 5 == 4 ? FEW_BOUNDS : BOUNDS;
        List<String> lines = new ArrayList<>();
        long atMost = 0;
        for (String bound : bounds) {
            atMost += random.nextInt(3) * value;
            lines.add(bucket(set, bound, atMost));
        }
        if (random.nextInt(12) == 0) {
            lines.remove(random.nextInt(lines.size()));
        }
        if (random.nextInt(12) == 0) {
            lines.add(bucket(set, bounds[random.nextInt(bounds.length)], atMost));
        }
        return lines;
    }

    private String bucket(int set, String bound, long count) {
        String name = "istio_request_duration_milliseconds_bucket{";
        String le = "le=\"" + bound + "\"";
        if (random.nextInt(60) == 0) {
            return oddly(name + le + "," + labels(set), "} ", number(count));
        }
        return oddly(name + labels(set) + "," + le, "} ", number(count));
    }

    private String oddly(String head, String close, String number) {
        return switch (random.nextInt(80)) {
            case 0 -> head + "," + close + number;
            case 1 -> head + "}\t" + number;
            case 2 -> head + close + number + " 1712345678901";
            case 3 -> head + close + number + " # {trace_id=\"a\"} 0.5 1.5";
            case 4 -> " " + head + " " + close + number + " ";
            case 5 -> head + close + number + "x";
            case 6 -> head + close + "-" + number;
            case 7 -> head + close + number + ".5";
            case 8 -> head + ",le=\"5\"" + close + number;
            default -> head + close + number;
        };
    }

    private String number(long number) {
        return switch (random.nextInt(40)) {
            case 0 -> number + ".0";
            case 1 -> number + "e0";
            case 2 -> "0" + number;
            case 3 -> "NaN";
            case 4 -> "99999999999999999999";
            case 5 -> "9007199254740993";
            default -> Long.toString(number);
        };
    }

    private static String labels(int set) {
        return "reporter=\"source\",source_workload=\"web\",destination_workload=\"d%d\",a=\"%s\",n=\"%d\""
                .formatted(set % 3, set % 2 == 0 ? "x,le=\\\"5\\\"} 3" : "ü # {", set);
    }

    private String pick(List<String> lines) {
        return lines.get(random.nextInt(lines.size()));
    }
}
