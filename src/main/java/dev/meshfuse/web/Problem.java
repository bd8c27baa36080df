package dev.meshfuse.web;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * An error as RFC 9457 wants it.
 *
 * @param type kind of problem; {@code about:blank} says that the status says it all
 * @param title the status in words
 * @param status HTTP status
 * @param detail what is wrong with this request
 */
public record Problem(String type, String title, int status, String detail) {
    static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    /** Seconds: a rebalance takes one or two, a replica that was killed is replaced after ten. */
    private static final int SOON = 2;

    static WebApplicationException notFound(String detail) {
        return new WebApplicationException(detail, response(Response.Status.NOT_FOUND, detail));
    }

    static WebApplicationException forbidden(String detail) {
        return of(Response.Status.FORBIDDEN, detail);
    }

    static WebApplicationException of(Response.Status status, String detail) {
        return new WebApplicationException(detail, response(status, detail));
    }

    static WebApplicationException badRequest(String detail) {
        return new WebApplicationException(detail, response(Response.Status.BAD_REQUEST, detail));
    }

    /** Something that is there again soon. */
    static Response unavailable(String detail) {
        return Response.fromResponse(response(Response.Status.SERVICE_UNAVAILABLE, detail))
                .header(HttpHeaders.RETRY_AFTER, SOON)
                .build();
    }

    static Response response(Response.StatusType status, String detail) {
        Problem problem =
                new Problem(
                        "about:blank", status.getReasonPhrase(), status.getStatusCode(), detail);
        return Response.status(status).type(MEDIA_TYPE).entity(problem).build();
    }
}
