/** Tests of finding proxies by pods. */
@NullMarked
package dev.meshfuse.scrape.kubernetes;

import org.jspecify.annotations.NullMarked;
