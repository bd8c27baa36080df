/** What is shown over HTTP. */
@NullMarked
package dev.meshfuse.web;

import org.jspecify.annotations.NullMarked;
