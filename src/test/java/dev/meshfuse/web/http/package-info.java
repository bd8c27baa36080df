@NullMarked
package dev.meshfuse.web.http;

import org.jspecify.annotations.NullMarked;
