package dev.meshfuse.web;

/**
 * A command that will be answered.
 *
 * @param id CloudEvents id of the one event that will answer it, on the topic of actions; the part
 *     before the last {@code #} is, after the fuse, the episode
 * @param source CloudEvents source of that event: with the id it is unique
 * @param episode the episode that the fuse's history shows the answer under
 * @param fuse where the fuse is shown, with its history
 */
public record CommandAccepted(String id, String source, String episode, String fuse) {}
