package dev.meshfuse.scrape.http;

/** Words of a target, made fit for a log. */
final class Shown {
    /** Enough for an address. */
    private static final int MAX_LENGTH = 200;

    private Shown() {}

    /** The text, shortened, without what could pass for another line. */
    static String of(String text) {
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
