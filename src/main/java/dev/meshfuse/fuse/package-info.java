/**
 * What a fuse decides, and the states it goes through. Deciding is pure; acting is for the
 * adapters.
 */
@NullMarked
package dev.meshfuse.fuse;

import org.jspecify.annotations.NullMarked;
