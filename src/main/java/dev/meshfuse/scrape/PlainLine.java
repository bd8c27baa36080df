package dev.meshfuse.scrape;

/**
 * The plain form in which proxies write lines: {@code name{labels} digits}, a bucket's bound being
 * the last label. Looks at the last bytes of a line only; every answer is an index, or negative
 * where the line has another form, which is then to be parsed.
 */
final class PlainLine {
    /** So many digits fit a long whatever they are. */
    private static final int SAFE_DIGITS = 18;

    /** Longer texts of bounds do not occur; Go's longest number has 24 characters. */
    private static final int LONGEST_BOUND = 32;

    private PlainLine() {}

    /** The blank between the labels' closing brace and the digits that end the line. */
    static int blankBeforeDigits(byte[] bytes, int from, int end) {
        int at = end - 1;
        int least = Math.max(from + 1, end - 1 - SAFE_DIGITS);
        while (at >= least && isDigit(bytes[at])) {
            at--;
        }
        return at >= least && at < end - 1 && bytes[at] == ' ' && bytes[at - 1] == '}' ? at : -1;
    }

    /** Where the text of the bound begins, if that is the last label and digits end the line. */
    static int boundBeforeDigits(byte[] bytes, int from, int end) {
        int blank = blankBeforeDigits(bytes, from, end);
        int quote = blank - 2;
        if (quote <= from || bytes[quote] != '"') {
            return -1;
        }
        int at = quote - 1;
        int least = Math.max(from + ",le=".length(), quote - 1 - LONGEST_BOUND);
        while (at >= least && bytes[at] != '"') {
            at--;
        }
        return at >= least
                        && bytes[at - 1] == '='
                        && bytes[at - 2] == 'e'
                        && bytes[at - 3] == 'l'
                        && (bytes[at - 4] == ',' || bytes[at - 4] == '{')
                ? at + 1
                : -1;
    }

    /** The quote that closes a bound. */
    static int quote(byte[] bytes, int from, int to) {
        int most = Math.min(to, from + LONGEST_BOUND);
        for (int at = from; at < most; at++) {
            if (bytes[at] == '"') {
                return at;
            }
        }
        return -1;
    }

    /** Where the value begins behind the quote that closes the last label. */
    static int valueBehind(byte[] bytes, int quote, int to) {
        return quote >= 0
                        && quote + 3 < to
                        && bytes[quote] == '"'
                        && bytes[quote + 1] == '}'
                        && bytes[quote + 2] == ' '
                ? quote + 3
                : -1;
    }

    /** Where the digits end that begin at a place. */
    static int digitsEnd(byte[] bytes, int from, int to) {
        if (from < 0) {
            return -1;
        }
        int at = from;
        int most = Math.min(to, from + SAFE_DIGITS);
        while (at < most && isDigit(bytes[at])) {
            at++;
        }
        return at > from ? at : -1;
    }

    /** The newline at a place, behind a carriage return perhaps. */
    static int newlineAt(byte[] bytes, int from, int to) {
        if (from < 0) {
            return -1;
        }
        int at = from < to && bytes[from] == '\r' ? from + 1 : from;
        return at < to && bytes[at] == '\n' ? at : -1;
    }

    /** The number that digits say. */
    static long digits(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
