@NullMarked
package dev.meshfuse.auth;

import org.jspecify.annotations.NullMarked;
