package dev.meshfuse.scrape;

import java.util.Map;

/**
 * One line of an exposition.
 *
 * @param name metric
 * @param labels all its labels
 * @param id identity of the series
 * @param value its number, as printed
 */
public record Sample(String name, Map<String, String> labels, SeriesId id, String value) {}
