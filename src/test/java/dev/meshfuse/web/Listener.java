package dev.meshfuse.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes as many events as a test lets it. */
final class Listener implements Flow.Subscriber<LiveEvent> {
    final List<LiveEvent> taken = new ArrayList<>();
    boolean isLeft;
    private Flow.@Nullable Subscription subscription;

    /** Listens, and takes nothing yet. */
    static Listener to(LiveStream stream) {
        Listener listener = new Listener();
        stream.subscribe(listener);
        return listener;
    }

    Listener takes(long events) {
        subscription().request(events);
        return this;
    }

    Listener takesAll() {
        return takes(Long.MAX_VALUE);
    }

    void goes() {
        subscription().cancel();
    }

    /** What was taken since this was last asked, {@code name id}. */
    List<String> news() {
        List<String> news =
                taken.stream().map(event -> (event.name() + " " + event.id()).strip()).toList();
        taken.clear();
        return news;
    }

    private Flow.Subscription subscription() {
        if (subscription == null) {
            throw new IllegalStateException("not listening");
        }
        return subscription;
    }

    @Override
    public void onSubscribe(Flow.Subscription its) {
        subscription = its;
    }

    @Override
    public void onNext(LiveEvent event) {
        taken.add(event);
    }

    @Override
    public void onError(Throwable fault) {
        throw new AssertionError(fault);
    }

    @Override
    public void onComplete() {
        isLeft = true;
    }
}
