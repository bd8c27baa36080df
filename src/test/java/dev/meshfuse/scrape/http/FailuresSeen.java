package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what could not be read, where readings tell the rest. */
final class FailuresSeen implements ScrapeObserver {
    final List<ScrapeFailure> failures = new CopyOnWriteArrayList<>();

    @Override
    public void began(Target target, Duration late) {}

    @Override
    public void states(ScrapeStates states) {}

    @Override
    public void read(Target target, Duration took, long bytes, long samples, long refused) {}

    @Override
    public void failed(Target target, ScrapeFailure failure) {
        failures.add(failure);
    }
}
