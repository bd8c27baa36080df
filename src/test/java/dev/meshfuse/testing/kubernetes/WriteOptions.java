package dev.meshfuse.testing.kubernetes;

import java.util.List;
import java.util.Locale;

/**
 * The options of a write.
 *
 * @param fieldManager who will own the written fields
 * @param force whether an apply takes fields from other managers
 */
record WriteOptions(
        boolean dryRun, String fieldManager, FieldValidation fieldValidation, boolean force) {

    /** What happens to fields that the schema does not know. They are never stored. */
    enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    static WriteOptions of(Request request) {
        String manager = request.parameter("fieldManager");
        boolean apply = Patches.mediaType(request.contentType()).equals(Patches.APPLY);
        if (manager.isEmpty() && apply && request.method().equals("PATCH")) {
            throw ApiException.ofCode(
                    422,
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is"
                            + " required for apply patch");
        }
        return new WriteOptions(
                isDryRun(request.parameter("dryRun")),
                manager.isEmpty() ? request.userAgent().replaceFirst("/.*", "") : manager,
                validation(request.parameter("fieldValidation")),
                request.parameter("force").equals("true"));
    }

    static boolean isDryRun(String value) {
        if (!List.of("", "All").contains(value)) {
            throw ApiException.badRequest(
                    "dryRun: Unsupported value: \"" + value + "\": supported values: \"All\"");
        }
        return !value.isEmpty();
    }

    private static FieldValidation validation(String value) {
        return switch (value) {
            case "" -> FieldValidation.WARN;
            case "Ignore", "Warn", "Strict" ->
                    FieldValidation.valueOf(value.toUpperCase(Locale.ROOT));
            default ->
                    throw ApiException.badRequest(
                            "fieldValidation: Unsupported value: \""
                                    + value
                                    + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        };
    }
}
