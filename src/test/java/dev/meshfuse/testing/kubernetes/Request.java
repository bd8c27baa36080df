package dev.meshfuse.testing.kubernetes;

import java.util.Map;

/**
 * A request as it arrived.
 *
 * @param path without the query, decoded
 * @param query decoded parameters; of a repeated one the last value
 * @param user name of the authenticated user, {@code system:anonymous} without a known token
 * @param contentType empty when there was none
 */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        String user,
        String contentType,
        String userAgent,
        String body) {

    /** The value of a query parameter; empty when absent. */
    public String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** Whether a query parameter is set to what the API server reads as true. */
    boolean flag(String name) {
        return parameter(name).equals("true") || parameter(name).equals("1");
    }

    /** Whether it is to change nothing. */
    public boolean isDryRun() {
        return WriteOptions.isDryRun(parameter("dryRun"));
    }

    /** Whether the request opens a watch. */
    public boolean isWatch() {
        return method.equals("GET") && flag("watch");
    }

    /** Whether the method is this and the path has this part, such as {@code /virtualservices/}. */
    public boolean is(String method, String pathPart) {
        return this.method.equals(method) && path.contains(pathPart);
    }
}
