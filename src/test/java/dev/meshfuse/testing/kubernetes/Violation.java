package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One fault of an object, as it appears in the causes of a 422.
 *
 * @param field path such as {@code spec.targets[0].name}
 * @param reason the API server's word for the class of fault, such as {@code FieldValueRequired}
 * @param detail what is wrong, in the API server's words
 */
record Violation(String field, String reason, String detail) {

    static Violation required(String field, String detail) {
        String suffix = detail.isEmpty() ? "" : ": " + detail;
        return new Violation(field, "FieldValueRequired", "Required value" + suffix);
    }

    static Violation invalid(String field, String value, String detail) {
        return new Violation(field, "FieldValueInvalid", "Invalid value: " + value + ": " + detail);
    }

    static Violation type(String field, String value, String detail) {
        return new Violation(
                field, "FieldValueTypeInvalid", "Invalid value: " + value + ": " + detail);
    }

    static Violation forbidden(String field, String detail) {
        return new Violation(field, "FieldValueForbidden", "Forbidden: " + detail);
    }

    ObjectNode toCause() {
        return Json.object().put("reason", reason).put("message", detail).put("field", field);
    }

    @Override
    public String toString() {
        return field + ": " + detail;
    }
}
