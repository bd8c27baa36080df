package dev.meshfuse.scrape;

import java.util.Map;

/**
 * One line of an exposition.
 *
 * @param name metric
 * @param labels all its labels
 * @param fingerprint 128 bits over name and labels as printed, hexadecimal: equal for the same
 *     series of one process
 * @param value its number, as printed
 */
public record Sample(String name, Map<String, String> labels, String fingerprint, String value) {}
