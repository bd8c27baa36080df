package dev.meshfuse.fleet;

import java.nio.file.Path;

/**
 * Where programs are started.
 *
 * @param folder for their logs and data
 * @param broker address of Kafka
 */
record Place(Path folder, String broker) {}
