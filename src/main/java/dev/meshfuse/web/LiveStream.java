package dev.meshfuse.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one listener gets, at its own pace. What it has not taken yet waits, one entry for each
 * thing: a later change replaces an earlier one in its place.
 */
final class LiveStream implements Flow.Publisher<LiveEvent>, Flow.Subscription {
    private static final Logger LOG = Logger.getLogger(LiveStream.class);

    private final Optional<String> namespace;
    private final Predicate<LiveChange.Key> seen;
    private final Executor worker;
    private final Consumer<LiveStream> closed;
    private final Map<LiveChange.Key, LiveChange> waiting = new LinkedHashMap<>();
    private Flow.@Nullable Subscriber<? super LiveEvent> listener;
    private long wanted;
    private boolean signOfLifeIsDue;
    private boolean hasTaken = true;
    private boolean isTelling;
    private boolean isClosed;

    /**
     * @param namespace the only one to tell of, or all
     * @param seen of what it may hear
     * @param worker where it is told
     * @param closed hears when it has ended, once
     */
    LiveStream(
            Optional<String> namespace,
            Predicate<LiveChange.Key> seen,
            Executor worker,
            Consumer<LiveStream> closed) {
        this.namespace = namespace;
        this.seen = seen;
        this.worker = worker;
        this.closed = closed;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super LiveEvent> subscriber) {
        synchronized (this) {
            if (listener != null) {
                throw new IllegalStateException("one listener only");
            }
            listener = subscriber;
        }
        subscriber.onSubscribe(this);
    }

    /** Something has changed. */
    void offer(LiveChange change) {
        synchronized (this) {
            if (isClosed || !isWanted(change)) {
                return;
            }
            waiting.put(change.key(), change);
        }
        tellSoon();
    }

    /** Sends a sign of life. One who took nothing since the last beat, though it could, is left. */
    void beat() {
        boolean isLeft;
        synchronized (this) {
            boolean couldTake = signOfLifeIsDue || !waiting.isEmpty();
            isLeft = couldTake && !hasTaken && !isClosed;
            signOfLifeIsDue = true;
            hasTaken = false;
        }
        if (isLeft) {
            leave();
        } else {
            tellSoon();
        }
    }

    @Override
    public void request(long n) {
        synchronized (this) {
            wanted = n > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + n;
        }
        tellSoon();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            waiting.clear();
        }
        closed.accept(this);
    }

    private boolean isWanted(LiveChange change) {
        return namespace.map(change.key().id().namespace()::equals).orElse(true);
    }

    private void tellSoon() {
        try {
            worker.execute(this::tell);
        } catch (RejectedExecutionException e) {
            cancel(); // the program ends
        }
    }

    /** One thread at a time tells; another that comes meanwhile leaves it to that one. */
    private void tell() {
        synchronized (this) {
            if (isTelling) {
                return;
            }
            isTelling = true;
        }
        for (Next next = next(); next != null; next = next()) {
            LiveChange change = next.change();
            LiveEvent event = change == null ? LiveEvent.SIGN_OF_LIFE : toTell(change);
            if (event == null) {
                giveBack();
            } else {
                next.listener().onNext(event);
            }
        }
    }

    /** Null where there is nothing to tell, or not to this listener. */
    private @Nullable LiveEvent toTell(LiveChange change) {
        boolean mayHear;
        try {
            mayHear = seen.test(change.key());
        } catch (RuntimeException e) {
            LOG.debugf("listener left: reason=%s", e.getMessage());
            leave();
            return null;
        }
        return mayHear ? change.event() : null;
    }

    private void leave() {
        Flow.Subscriber<? super LiveEvent> left;
        synchronized (this) {
            left = listener;
        }
        cancel();
        if (left != null) {
            left.onComplete();
        }
    }

    private record Next(Flow.Subscriber<? super LiveEvent> listener, @Nullable LiveChange change) {}

    private synchronized @Nullable Next next() {
        if (isClosed || listener == null || wanted == 0) {
            isTelling = false;
            return null;
        }
        if (!waiting.isEmpty()) {
            LiveChange change = waiting.remove(waiting.keySet().iterator().next());
            took();
            return new Next(listener, change);
        }
        if (signOfLifeIsDue) {
            signOfLifeIsDue = false;
            took();
            return new Next(listener, null);
        }
        isTelling = false;
        return null;
    }

    private void took() {
        wanted--;
        hasTaken = true;
    }

    private synchronized void giveBack() {
        wanted++;
    }
}
