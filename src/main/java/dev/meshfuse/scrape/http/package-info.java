/** Finds proxies and reads them over HTTP. */
@NullMarked
package dev.meshfuse.scrape.http;

import org.jspecify.annotations.NullMarked;
