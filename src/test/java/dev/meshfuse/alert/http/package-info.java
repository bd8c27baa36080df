@NullMarked
package dev.meshfuse.alert.http;

import org.jspecify.annotations.NullMarked;
