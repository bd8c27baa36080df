/** Finds proxies by the pods of a cluster. */
@NullMarked
package dev.meshfuse.scrape.kubernetes;

import org.jspecify.annotations.NullMarked;
