package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One scrape of a target: endpoint after endpoint until one answers, each first with the filter
 * and, where that is refused, without.
 *
 * <p>It waits for its turn when it is connected, so targets that cannot be reached hold up nobody.
 * Its time limit begins anew when it has its turn: what it waited for is not the proxy's fault. A
 * proxy that sends little or nothing loses its place to others, and may go on without one.
 */
final class Scrape {
    /**
     * One way to ask.
     *
     * @param endpoint number of the endpoint
     * @param filtered whether the filter is asked for
     * @param afterRefusal whether the filter has just been refused there
     */
    record Step(int endpoint, boolean filtered, boolean afterRefusal) {
        Step inFull() {
            return new Step(endpoint, false, true);
        }
    }

    /**
     * What a proxy must send in a {@link #CHECKS}th of its time to keep its place, in bytes of the
     * body. Far below its share of a core or of any network within a cluster.
     */
    private static final long LEAST_PROGRESS = 64 * 1024;

    /**
     * Checks of progress within the time limit. So often may all places of a lane be lost to
     * proxies that hang; and no more than so many times its places are asked at once.
     */
    static final int CHECKS = 4;

    private record Missed(Endpoint endpoint, ScrapeFailure failure) {}

    private final ProxyReader shared;
    private final TargetReader target;
    private final List<Endpoint> endpoints;
    private final ReadingBuilder builder;
    private final Deque<Step> steps;
    private final List<Missed> missed = new ArrayList<>();
    private final Promise<ProxyReader.Result> result = Promise.promise();
    private final Turns.Turn turn;
    private @Nullable Attempt attempt;
    private long deadline = -1;
    private long check = -1;
    private boolean over;

    Scrape(
            ProxyReader shared,
            TargetReader target,
            List<Endpoint> endpoints,
            List<Step> steps,
            ReadingBuilder builder,
            Turns.Turn turn) {
        this.shared = shared;
        this.target = target;
        this.endpoints = endpoints;
        this.steps = new ArrayDeque<>(steps);
        this.builder = builder;
        this.turn = turn;
    }

    Future<ProxyReader.Result> begin() {
        startClock();
        next();
        return result.future();
    }

    private void startClock() {
        long millis = shared.timeout().toMillis();
        stopClock();
        deadline =
                shared.vertx()
                        .setTimer(
                                millis,
                                id ->
                                        giveUp(
                                                Kind.TIMEOUT,
                                                "no complete answer within " + millis + " ms"));
    }

    private void stopClock() {
        shared.vertx().cancelTimer(deadline);
        shared.vertx().cancelTimer(check);
    }

    /** The place goes to another at the next check, unless the body has grown until then. */
    private void demandProgress() {
        long before = builder.bytes();
        check =
                shared.vertx()
                        .setTimer(
                                Math.max(1, shared.timeout().toMillis() / CHECKS),
                                id -> {
                                    if (Math.abs(builder.bytes() - before) < LEAST_PROGRESS) {
                                        turn.leave();
                                    } else {
                                        demandProgress();
                                    }
                                });
    }

    /** Nobody wants the target any more. */
    void abandon() {
        giveUp(Kind.UNREACHABLE, "the target is gone");
    }

    private void giveUp(Kind kind, String detail) {
        if (over) {
            return;
        }
        if (attempt != null) {
            attempt.abort();
        }
        target.disconnect();
        complete(new ProxyReader.Result.Failed(new ScrapeFailure(kind, detail)));
    }

    private void next() {
        Step step = steps.poll();
        if (step == null) {
            complete(new ProxyReader.Result.Failed(allMissed()));
            return;
        }
        ProxyConnection open = target.connectionTo(step.endpoint());
        if (open != null) {
            askInTurn(step, open, true);
        } else {
            connect(step);
        }
    }

    private void connect(Step step) {
        turn.leave();
        target.connect(step.endpoint())
                .onComplete(done -> {
                    ProxyConnection opened = done.result();
                    if (over) {
                        if (opened != null) {
                            opened.close();
                        }
                    } else if (opened == null) {
                        failed(step, notConnected(done.cause()), 0);
                    } else {
                        target.connected(step.endpoint(), opened);
                        askInTurn(step, opened, false);
                    }
                });
    }

    private void askInTurn(Step step, ProxyConnection connection, boolean used) {
        if (turn.isPlaced()) {
            ask(step, connection, used);
            return;
        }
        stopClock();
        turn.take(() -> {
            startClock();
            demandProgress();
            if (connection.isOpen()) {
                ask(step, connection, used);
            } else {
                unanswered(step, used, "the connection was closed");
            }
        });
    }

    private static ScrapeFailure notConnected(Throwable cause) {
        boolean late = cause instanceof ConnectTimeoutException;
        return new ScrapeFailure(
                late ? Kind.TIMEOUT : Kind.UNREACHABLE, String.valueOf(cause.getMessage()));
    }

    private void ask(Step step, ProxyConnection connection, boolean used) {
        Attempt asked =
                new Attempt(
                        builder,
                        shared.maxBytes(),
                        connection.scratch(),
                        outcome -> ended(step, connection, used, outcome));
        attempt = asked;
        connection.ask(
                endpoints.get(step.endpoint()).request(step.filtered(), shared.timeout()), asked);
    }

    private void ended(
            Step step, ProxyConnection connection, boolean used, Attempt.Outcome outcome) {
        connection.release();
        switch (outcome) {
            case Attempt.Outcome.Read read -> {
                if (!read.keepsAlive()) {
                    target.disconnect();
                }
                read(step, read);
            }
            case Attempt.Outcome.Failed failed -> {
                target.disconnect();
                failed(step, failed.failure(), failed.status());
            }
            case Attempt.Outcome.Unanswered unanswered ->
                    unanswered(step, used, unanswered.reason());
        }
    }

    private void unanswered(Step step, boolean used, String reason) {
        target.disconnect();
        if (used) { // the proxy closed it while it was idle; that tells nothing of it
            connect(step);
        } else {
            failed(step, new ScrapeFailure(Kind.UNREACHABLE, reason), 0);
        }
    }

    private void read(Step step, Attempt.Outcome.Read read) {
        if (step.filtered() && read.body().uptimeSeconds() == null) {
            steps.addFirst(step.inFull());
            next();
            return;
        }
        target.answered(step);
        complete(
                new ProxyReader.Result.Read(
                        read.body(),
                        read.bytes(),
                        endpoints.get(step.endpoint()).path(step.filtered()),
                        read.took()));
    }

    private void failed(Step step, ScrapeFailure failure, int status) {
        Endpoint endpoint = endpoints.get(step.endpoint());
        boolean answered =
                failure.kind() == Kind.STATUS || failure.kind() == Kind.NOT_AN_EXPOSITION;
        boolean notThere =
                failure.kind() == Kind.UNREACHABLE
                        || (failure.kind() == Kind.TIMEOUT && status == 0)
                        || status == 403
                        || status == 404;
        if (step.filtered() && answered) {
            steps.addFirst(step.inFull());
            next();
        } else if (notThere) {
            missed.add(
                    new Missed(
                            endpoint,
                            new ScrapeFailure(
                                    failure.kind(),
                                    failure.detail() + endpoint.meaningOf(status))));
            next();
        } else {
            complete(new ProxyReader.Result.Failed(failure));
        }
    }

    /** What a proxy said tells more than that another address did not answer. */
    private ScrapeFailure allMissed() {
        Kind kind =
                missed.stream()
                        .map(one -> one.failure().kind())
                        .filter(one -> one == Kind.STATUS)
                        .findFirst()
                        .orElse(missed.getFirst().failure().kind());
        String detail =
                missed.size() == 1
                        ? missed.getFirst().failure().detail()
                        : missed.stream()
                                .map(one -> one.endpoint().name() + " " + one.failure().detail())
                                .collect(Collectors.joining("; "));
        return new ScrapeFailure(kind, detail);
    }

    private void complete(ProxyReader.Result last) {
        over = true;
        attempt = null;
        stopClock();
        turn.leave();
        result.complete(last);
    }
}
