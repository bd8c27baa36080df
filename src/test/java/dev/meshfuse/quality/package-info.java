/** How good the verdict on a canary is: the production classes over simulated traffic. */
@NullMarked
package dev.meshfuse.quality;

import org.jspecify.annotations.NullMarked;
