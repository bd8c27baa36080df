/** Tests of reading proxies over HTTP. */
@NullMarked
package dev.meshfuse.scrape.http;

import org.jspecify.annotations.NullMarked;
