package dev.meshfuse.testing.mesh;

/**
 * What a proxy answers at the moment.
 *
 * @param mergedByAgent whether the agent's part stands before Envoy's, as on port 15020. A query
 *     reaches Envoy's part only.
 */
record Bodies(Timeline timeline, boolean mergedByAgent, String istioVersion) {
    byte[] of(Proxy proxy, StatsQuery query) {
        long now = timeline.elapsed();
        return proxy.body(now, query, mergedByAgent ? agent(proxy, now) : "");
    }

    private String agent(Proxy proxy, long now) {
        return AgentBody.text(
                timeline.at(proxy.startedAt()), proxy.uptimeSeconds(now), istioVersion);
    }
}
