package dev.meshfuse.scrape;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
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
    private static final int LONGEST_WORD = "+Infinity".length();

    /** There is no label {@code le}. */
    static final int NO_BOUND = -1;

    private final byte[] bytes;
    private final int end;
    private int at;

    private int labelsEnd;
    private int boundFrom = NO_BOUND;

    /** The bytes from {@code from} to before {@code end}, without newline and carriage return. */
    ExpositionLine(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
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
        Map<String, String> labels = at < end && bytes[at] == '{' ? labels() : Map.of();
        labelsEnd = at;
        skipBlanks();
        String value = number("value");
        skipBlanks();
        Long timestamp = at < end && bytes[at] != '#' ? millis(number("timestamp")) : null;
        skipBlanks();
        if (at < end) {
            exemplar();
        }
        return new Sample(name, Collections.unmodifiableMap(labels), value, timestamp);
    }

    /** Where the labels end, after {@link #sample}. */
    int labelsEnd() {
        return labelsEnd;
    }

    /**
     * Where the text of the last label {@code le} begins, after {@link #sample}; {@link #NO_BOUND}
     * where there is none.
     */
    int boundFrom() {
        return boundFrom;
    }

    /**
     * Whether the line ends as every sample does, in a number: its value, its timestamp, or one of
     * its exemplar. A cheap look, for samples nobody wants; to be called after {@link #metricName}.
     */
    boolean endsInNumber() {
        return endsInNumber(bytes, at, end);
    }

    /**
     * As {@link #endsInNumber()}, of a part of a line: looks at its last character or token only.
     */
    static boolean endsInNumber(byte[] bytes, int from, int end) {
        int to = end;
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        if (to > from && isDigit(bytes[to - 1])) {
            return true;
        }
        int start = to;
        while (start > from && to - start < LONGEST_WORD && isAsciiLetterOrSign(bytes[start - 1])) {
            start--;
        }
        boolean pointLast = to > from + 1 && bytes[to - 1] == '.' && isDigit(bytes[to - 2]);
        return pointLast || Decimal.isNumber(bytes, start, to);
    }

    private String number(String what) throws MalformedLineException {
        int from = at;
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        if (!Decimal.isNumber(bytes, from, at)) {
            throw new MalformedLineException("the " + what + " is no number");
        }
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    private static Long millis(String timestamp) throws MalformedLineException {
        try {
            boolean seconds = timestamp.matches(".*[.eE].*");
            BigDecimal given = new BigDecimal(timestamp);
            return (seconds ? given.movePointRight(3) : given)
                    .setScale(0, RoundingMode.FLOOR)
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new MalformedLineException("'" + timestamp + "' is no timestamp");
        }
    }

    /** What OpenMetrics allows behind a value: {@code # {labels} value [timestamp]}. */
    private void exemplar() throws MalformedLineException {
        if (bytes[at] != '#') {
            throw new MalformedLineException("more than a value and a timestamp");
        }
        at++;
        skipBlanks();
        if (at == end || bytes[at] != '{') {
            throw new MalformedLineException("an exemplar without labels");
        }
        int bound = boundFrom;
        labels();
        boundFrom = bound;
        skipBlanks();
        number("exemplar");
        skipBlanks();
        if (at < end) {
            number("exemplar's timestamp");
        }
        skipBlanks();
        if (at < end) {
            throw new MalformedLineException("more than an exemplar");
        }
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
        if (name.equals(Sample.BOUND)) {
            boundFrom = at + 1;
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

    private void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isAsciiLetterOrSign(byte b) {
        byte lower = (byte) (b | 0x20);
        return (lower >= 'a' && lower <= 'z') || b == '+' || b == '-';
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
