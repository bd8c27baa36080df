package dev.meshfuse.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fleet, as a process of its own, so that what it costs is not counted. It prints the port on
 * which it is asked, and ends when its input does.
 */
public final class FleetProcess {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Sidecars sidecars;
    private final int pods;

    private FleetProcess(Sidecars sidecars, int pods) {
        this.sidecars = sidecars;
        this.pods = pods;
    }

    /**
     * Serves until its input ends.
     *
     * @param args number of pods, number of services
     */
    public static void main(String[] args) throws IOException {
        int pods = Integer.parseInt(args[0]);
        try (Sidecars sidecars = Sidecars.open(pods, Integer.parseInt(args[1]))) {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            FleetProcess fleet = new FleetProcess(sidecars, pods);
            server.createContext("/", fleet::handle);
            server.start();
            System.out.println(server.getAddress().getPort());
            while (System.in.read() >= 0) {
                // until whoever started it is gone
            }
            server.stop(0);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange);
            byte[] body =
                    MAPPER.writeValueAsBytes(answer(exchange.getRequestURI().getPath(), query));
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Object answer(String path, Map<String, String> query) {
        return switch (path) {
            case "/targets" -> targets(query.getOrDefault("path", "/stats/prometheus"));
            case "/measure" -> {
                long interval = Long.parseLong(query.getOrDefault("interval", "1"));
                boolean honours = Boolean.parseBoolean(query.get("honours"));
                yield sidecars.ask(state -> {
                    state.measure(interval, honours);
                    return true;
                });
            }
            case "/grow" -> {
                boolean on = Boolean.parseBoolean(query.get("on"));
                yield sidecars.ask(state -> state.grow(on));
            }
            case "/sent" -> sidecars.ask(FleetState::sent);
            case "/requests" -> {
                long from = Long.parseLong(query.getOrDefault("from", "0"));
                long to = Long.parseLong(query.getOrDefault("to", "0"));
                yield sidecars.ask(state -> state.requests(from, to));
            }
            default -> Map.of();
        };
    }

    /** The pods as Prometheus HTTP service discovery lists them. */
    private List<Map<String, Object>> targets(String path) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (int pod = 0; pod < pods; pod++) {
            String name = "app-%04d".formatted(pod);
            Map<String, String> labels = new HashMap<>();
            labels.put("__meta_kubernetes_namespace", SidecarBody.NAMESPACE);
            labels.put("__meta_kubernetes_pod_name", name + "-6b8f9c7d54-x7k2p");
            labels.put("__meta_kubernetes_pod_uid", "uid-of-" + name);
            labels.put("__metrics_path__", path);
            groups.add(
                    Map.of(
                            "targets",
                            List.of("127.0.0.1:" + sidecars.port(pod)),
                            "labels",
                            labels));
        }
        return groups;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            values.put(
                    pair[0],
                    pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return values;
    }
}
