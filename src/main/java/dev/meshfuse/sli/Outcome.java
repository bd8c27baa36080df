package dev.meshfuse.sli;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.CountingPolicy.CallerGone;

/** What a request is to an objective. */
public enum Outcome {
    GOOD,
    BAD,
    /** Neither: it spends no budget and earns none. */
    EXCLUDED;

    /**
     * Judges a request. A gRPC status, where there is one, decides alone: its HTTP status is 200
     * whatever happened. Where no response was begun, the request failed, unless its caller hung
     * up.
     */
    public static Outcome of(RequestClass request, CountingPolicy policy) {
        if (request.callerGone()) {
            return policy.callerGone() == CallerGone.Exclude ? EXCLUDED : BAD;
        }
        if (request.grpcStatus() == RequestClass.NO_STATUS) {
            return BAD;
        }
        if (request.grpcStatus() != RequestClass.NO_GRPC) {
            return policy.badGrpc().contains(request.grpcStatus()) ? BAD : GOOD;
        }
        return request.httpCode() == 0 || policy.isBadHttp(request.httpCode()) ? BAD : GOOD;
    }
}
