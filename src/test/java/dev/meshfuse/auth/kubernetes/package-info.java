@NullMarked
package dev.meshfuse.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
