package dev.meshfuse.fuse.kubernetes;

/**
 * A condition in the status of a fuse, as Kubernetes writes them.
 *
 * @param type what it is about
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason why, one word for programs
 * @param message why, for people
 */
record Condition(String type, String status, String reason, String message) {}
