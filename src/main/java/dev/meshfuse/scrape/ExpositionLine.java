package dev.meshfuse.scrape;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the text format, read from left to right: {@code name {label="value",...} value
 * [timestamp]}.
 *
 * <p>Blanks and tabs may stand between tokens and a comma may end the labels, as Prometheus's own
 * lexer allows ({@code model/textparse/promlex.l}). A metric whose name is quoted inside the braces
 * is understood too.
 */
final class ExpositionLine {
    private final byte[] bytes;
    private final int end;
    private int at;

    ExpositionLine(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        skipBlanks();
    }

    boolean isBlankOrComment() {
        return at == end || bytes[at] == '#';
    }

    /** The metric's name; leaves the position at its labels. */
    byte[] metricName() throws MalformedLineException {
        if (bytes[at] == '{') {
            int start = at++;
            skipBlanks();
            if (at == end || bytes[at] != '"') {
                throw new MalformedLineException("labels without a metric name");
            }
            byte[] name = quoted();
            skipBlanks();
            if (at < end && bytes[at] == '=') {
                throw new MalformedLineException("labels without a metric name");
            }
            at = start;
            return name;
        }
        return name(true);
    }

    /** The whole sample; to be called after {@link #metricName}. */
    Sample sample(String name) throws MalformedLineException {
        skipBlanks();
        int labelsFrom = at;
        Map<String, String> labels = at < end && bytes[at] == '{' ? labels() : Map.of();
        SeriesId id = SeriesId.of(bytes, labelsFrom, at);
        skipBlanks();
        String value = token();
        skipBlanks();
        if (value.isEmpty()) {
            throw new MalformedLineException("no value");
        }
        if (at < end && bytes[at] != '#') { // a timestamp; an exemplar would start with #
            timestamp();
        }
        return new Sample(name, labels, id, value);
    }

    /**
     * Whether the line ends as every sample does, in a number: its value, its timestamp, or one of
     * its exemplar. A cheap look, for samples nobody wants; to be called after {@link #metricName}.
     */
    boolean endsInNumber() {
        int to = end;
        while (to > at && isBlank(bytes[to - 1])) {
            to--;
        }
        int from = to;
        while (from > at && !isBlank(bytes[from - 1]) && bytes[from - 1] != '}') {
            from--;
        }
        return isNumber(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean isNumber(String token) {
        boolean signed = token.startsWith("+") || token.startsWith("-");
        String number = signed ? token.substring(1) : token;
        if (number.chars().allMatch(c -> (c >= '0' && c <= '9') || ".eE+-".indexOf(c) >= 0)) {
            return number.chars().anyMatch(c -> c >= '0' && c <= '9');
        }
        return number.equalsIgnoreCase("NaN")
                || number.equalsIgnoreCase("Inf")
                || number.equalsIgnoreCase("Infinity");
    }

    private Map<String, String> labels() throws MalformedLineException {
        Map<String, String> labels = new LinkedHashMap<>();
        at++; // the opening brace
        while (true) {
            skipBlanks();
            if (at == end) {
                throw new MalformedLineException("labels are not closed");
            }
            if (bytes[at] == '}') {
                at++;
                return labels;
            }
            if (bytes[at] == ',') {
                at++;
                continue;
            }
            label(labels);
        }
    }

    private void label(Map<String, String> labels) throws MalformedLineException {
        boolean quotedName = bytes[at] == '"';
        String name = text(quotedName ? quoted() : name(false));
        skipBlanks();
        if (at == end || bytes[at] != '=') {
            if (quotedName) {
                return; // the metric's own name
            }
            throw new MalformedLineException("label " + name + " has no value");
        }
        at++;
        skipBlanks();
        if (at == end || bytes[at] != '"') {
            throw new MalformedLineException("the value of label " + name + " is not quoted");
        }
        if (labels.put(name, text(quoted())) != null) {
            throw new MalformedLineException("label " + name + " stands twice");
        }
    }

    private byte[] name(boolean metric) throws MalformedLineException {
        int from = at;
        while (at < end && isNameByte(bytes[at], at == from, metric)) {
            at++;
        }
        if (at == from) {
            throw new MalformedLineException("no name");
        }
        if (metric && at < end && bytes[at] != '{' && !isBlank(bytes[at])) {
            throw new MalformedLineException("a character that no name may have");
        }
        return Arrays.copyOfRange(bytes, from, at);
    }

    private static boolean isNameByte(byte b, boolean first, boolean metric) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || (metric && b == ':')
                || (!first && isDigit(b));
    }

    /** The text between quotes, escapes resolved; leaves the position after the closing quote. */
    private byte[] quoted() throws MalformedLineException {
        int from = ++at;
        while (at < end && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        if (at < end && bytes[at] == '"') {
            return Arrays.copyOfRange(bytes, from, at++);
        }
        ByteArrayOutputStream unescaped = new ByteArrayOutputStream();
        unescaped.write(bytes, from, at - from);
        for (; at < end; at++) {
            if (bytes[at] == '"') {
                at++;
                return unescaped.toByteArray();
            }
            if (bytes[at] == '\\' && at + 1 < end) {
                escape(unescaped);
            } else {
                unescaped.write(bytes[at]);
            }
        }
        throw new MalformedLineException("a quote is not closed");
    }

    private void escape(ByteArrayOutputStream unescaped) {
        byte escaped = bytes[++at];
        switch (escaped) {
            case 'n' -> unescaped.write('\n');
            case '"', '\\' -> unescaped.write(escaped);
            default -> {
                unescaped.write('\\');
                unescaped.write(escaped);
            }
        }
    }

    private String token() {
        int from = at;
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    private void timestamp() throws MalformedLineException {
        int from = at;
        if (bytes[at] == '-') {
            at++;
        }
        int digits = at;
        while (at < end && (isDigit(bytes[at]) || bytes[at] == '.')) {
            at++;
        }
        boolean plain = at > digits;
        skipBlanks();
        if (!plain || (at < end && bytes[at] != '#')) {
            throw new MalformedLineException(
                    "'"
                            + new String(bytes, from, end - from, StandardCharsets.ISO_8859_1)
                            + "' is no timestamp");
        }
    }

    private void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static String text(byte[] utf8) throws MalformedLineException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLineException("not UTF-8");
        }
    }
}
