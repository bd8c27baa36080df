package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value rules of an OpenAPI v3 schema, with the API server's wording. Every fault is found, not
 * only the first.
 */
final class SchemaRules {
    private SchemaRules() {}

    static void check(JsonNode schema, JsonNode value, String path, List<Violation> found) {
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        if (!hasType(schema, value)) {
            String type = Json.text(schema, "type");
            String wanted = type.isEmpty() ? "integer,string" : type;
            String quoted = "\"" + typeOf(value) + "\"";
            found.add(
                    Violation.type(
                            path,
                            value.isContainerNode() || value.isNull() ? quoted : Json.write(value),
                            path + " in body must be of type " + wanted + ": " + quoted));
            return;
        }
        enumeration(schema, value, path, found);
        if (value.isTextual()) {
            text(schema, value.asText(), path, found);
        } else if (value.isNumber()) {
            number(schema, value, path, found);
        } else if (value.isArray()) {
            array(schema, value, path, found);
        } else if (value.isObject()) {
            object(schema, value, path, found);
        }
        combinations(schema, value, path, found);
    }

    private static boolean hasType(JsonNode schema, JsonNode value) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return value.isTextual() || isInteger(value);
        }
        return switch (Json.text(schema, "type")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" -> isInteger(value);
            default -> true;
        };
    }

    private static boolean isInteger(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case NUMBER -> isInteger(value) ? "integer" : "number";
            case NULL, MISSING -> "null";
            case OBJECT, POJO, BINARY -> "object";
        };
    }

    private static void enumeration(
            JsonNode schema, JsonNode value, String path, List<Violation> found) {
        List<JsonNode> allowed = Json.elements(schema.path("enum"));
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            String names = allowed.stream().map(Json::write).collect(Collectors.joining(", "));
            found.add(
                    new Violation(
                            path,
                            "FieldValueNotSupported",
                            "Unsupported value: "
                                    + Json.write(value)
                                    + ": supported values: "
                                    + names));
        }
    }

    private static void text(JsonNode schema, String value, String path, List<Violation> found) {
        String shown = "\"" + value + "\"";
        int length = value.codePointCount(0, value.length());
        JsonNode max = schema.path("maxLength");
        if (max.isNumber() && length > max.asInt()) {
            found.add(
                    new Violation(
                            path,
                            "FieldValueTooLong",
                            "Too long: may not be more than " + max.asInt() + " bytes"));
        }
        JsonNode min = schema.path("minLength");
        if (min.isNumber() && length < min.asInt()) {
            String rule = path + " in body should be at least " + min.asInt() + " chars long";
            found.add(Violation.invalid(path, shown, rule));
        }
        JsonNode pattern = schema.path("pattern");
        // The real server uses RE2; what Java reads differently (look-around) it would refuse in
        // the definition.
        if (pattern.isTextual() && !Pattern.compile(pattern.asText()).matcher(value).find()) {
            String rule = path + " in body should match '" + pattern.asText() + "'";
            found.add(Violation.invalid(path, shown, rule));
        }
    }

    private static void number(JsonNode schema, JsonNode node, String path, List<Violation> found) {
        BigDecimal value = node.decimalValue();
        JsonNode min = schema.path("minimum");
        if (min.isNumber()) {
            int order = value.compareTo(min.decimalValue());
            boolean exclusive = schema.path("exclusiveMinimum").asBoolean();
            if (order < 0 || (exclusive && order == 0)) {
                bound(node, path, "greater than", exclusive, min, found);
            }
        }
        JsonNode max = schema.path("maximum");
        if (max.isNumber()) {
            int order = value.compareTo(max.decimalValue());
            boolean exclusive = schema.path("exclusiveMaximum").asBoolean();
            if (order > 0 || (exclusive && order == 0)) {
                bound(node, path, "less than", exclusive, max, found);
            }
        }
        JsonNode step = schema.path("multipleOf");
        if (step.isNumber() && value.remainder(step.decimalValue()).signum() != 0) {
            String rule = path + " in body should be a multiple of " + step.asText();
            found.add(Violation.invalid(path, node.asText(), rule));
        }
    }

    private static void bound(
            JsonNode value,
            String path,
            String side,
            boolean exclusive,
            JsonNode limit,
            List<Violation> found) {
        String rule = side + (exclusive ? " " : " or equal to ") + limit.asText();
        found.add(Violation.invalid(path, value.asText(), path + " in body should be " + rule));
    }

    private static void array(JsonNode schema, JsonNode value, String path, List<Violation> found) {
        JsonNode max = schema.path("maxItems");
        if (max.isNumber() && value.size() > max.asInt()) {
            found.add(
                    new Violation(
                            path,
                            "FieldValueTooMany",
                            "Too many: "
                                    + value.size()
                                    + ": must have at most "
                                    + max.asInt()
                                    + " items"));
        }
        JsonNode min = schema.path("minItems");
        if (min.isNumber() && value.size() < min.asInt()) {
            String rule = path + " in body should have at least " + min.asInt() + " items";
            found.add(Violation.invalid(path, Integer.toString(value.size()), rule));
        }
        duplicates(schema, value, path, found);
        int at = 0;
        for (JsonNode item : value) {
            check(schema.path("items"), item, path + "[" + at++ + "]", found);
        }
    }

    private static void duplicates(
            JsonNode schema, JsonNode value, String path, List<Violation> found) {
        String listType = Json.text(schema, "x-kubernetes-list-type");
        if (!listType.equals("set") && !listType.equals("map")) {
            return;
        }
        List<String> keys = Json.texts(schema.path("x-kubernetes-list-map-keys"));
        Set<List<JsonNode>> seen = new HashSet<>();
        int at = 0;
        for (JsonNode item : value) {
            List<JsonNode> key =
                    keys.isEmpty() ? List.of(item) : keys.stream().map(item::path).toList();
            if (!seen.add(key)) {
                String field = path + "[" + at + "]";
                found.add(
                        new Violation(
                                field,
                                "FieldValueDuplicate",
                                "Duplicate value: " + Json.write(item)));
            }
            at++;
        }
    }

    private static void object(
            JsonNode schema, JsonNode value, String path, List<Violation> found) {
        String prefix = path.isEmpty() ? "" : path + ".";
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                found.add(Violation.required(prefix + required.asText(), ""));
            }
        }
        JsonNode max = schema.path("maxProperties");
        if (max.isNumber() && value.size() > max.asInt()) {
            String rule = path + " in body should have at most " + max.asInt() + " properties";
            found.add(Violation.invalid(path, Integer.toString(value.size()), rule));
        }
        JsonNode min = schema.path("minProperties");
        if (min.isNumber() && value.size() < min.asInt()) {
            String rule = path + " in body should have at least " + min.asInt() + " properties";
            found.add(Violation.invalid(path, Integer.toString(value.size()), rule));
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = Json.at(schema, "properties", field.getKey());
            JsonNode rule = known.isMissingNode() ? schema.path("additionalProperties") : known;
            if (rule.isObject()) {
                check(rule, field.getValue(), prefix + field.getKey(), found);
            }
        }
    }

    private static void combinations(
            JsonNode schema, JsonNode value, String path, List<Violation> found) {
        schema.path("allOf").forEach(s -> check(s, value, path, found));
        JsonNode any = schema.path("anyOf");
        if (any.isArray() && matching(any, value) == 0) {
            String rule = path + " in body must validate at least one schema (anyOf)";
            found.add(Violation.invalid(path, Json.write(value), rule));
        }
        JsonNode one = schema.path("oneOf");
        if (one.isArray() && matching(one, value) != 1) {
            String rule = path + " in body must validate one and only one schema (oneOf)";
            found.add(Violation.invalid(path, Json.write(value), rule));
        }
        JsonNode not = schema.path("not");
        if (not.isObject() && matches(not, value)) {
            String rule = path + " in body must not validate the schema (not)";
            found.add(Violation.invalid(path, Json.write(value), rule));
        }
    }

    private static long matching(JsonNode schemas, JsonNode value) {
        return Json.elements(schemas).stream().filter(s -> matches(s, value)).count();
    }

    private static boolean matches(JsonNode schema, JsonNode value) {
        List<Violation> found = new ArrayList<>();
        check(schema, value, "", found);
        return found.isEmpty();
    }
}
