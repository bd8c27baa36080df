package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A place where a route sends copies of its requests to the canary.
 *
 * @param object the object it stands in
 * @param path JSON pointer to all of it, member or element
 * @param text where the copies go, for people
 */
record Mirror(ReadObject object, String path, String text) {
    JsonNode value() {
        return object.at(path);
    }
}
