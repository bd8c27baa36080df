/** The demo: the packaged program reverts a bad canary before one's eyes. */
@NullMarked
package dev.meshfuse.demo;

import org.jspecify.annotations.NullMarked;
