package dev.meshfuse.web;

import dev.meshfuse.auth.AuthorityException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives every error the same form. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response of(WebApplicationException e) {
        Response response = e.getResponse();
        return response.hasEntity()
                ? response
                : Problem.response(response.getStatusInfo(), String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response of(AuthorityException e) {
        return CallerFilter.unknown(e);
    }

    @ServerExceptionMapper
    Response of(RuntimeException e) {
        LOG.error("request failed", e);
        return Problem.response(
                Response.Status.INTERNAL_SERVER_ERROR, "see the log of the replica that answered");
    }
}
