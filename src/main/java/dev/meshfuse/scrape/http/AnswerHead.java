package dev.meshfuse.scrape.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Status and headers of an answer. */
final class AnswerHead {
    private final int status;
    private final boolean http11;
    private final Map<String, String> headers = new HashMap<>();

    private AnswerHead(int status, boolean http11) {
        this.status = status;
        this.http11 = http11;
    }

    /** A head that begins with this line; RFC 9112, section 4. */
    static AnswerHead of(String line) throws AnswerFault {
        boolean http11 = line.startsWith("HTTP/1.1 ");
        if ((!http11 && !line.startsWith("HTTP/1.0 "))
                || line.length() < 12
                || (line.length() > 12 && line.charAt(12) != ' ')) {
            throw AnswerFault.malformed("not an answer of HTTP/1");
        }
        try {
            return new AnswerHead(Integer.parseInt(line, 9, 12, 10), http11);
        } catch (NumberFormatException e) {
            throw AnswerFault.malformed("not an answer of HTTP/1");
        }
    }

    /** One more header; RFC 9112, section 5. Headers of one name are joined. */
    void add(String line) throws AnswerFault {
        int colon = line.indexOf(':');
        if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            throw AnswerFault.malformed("a header without a name");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        headers.merge(name, line.substring(colon + 1).strip(), (one, more) -> one + ", " + more);
    }

    int status() {
        return status;
    }

    /** A header, named in small letters, or nothing of it. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isChunked() {
        return header("transfer-encoding").equalsIgnoreCase("chunked");
    }

    boolean hasOtherTransferEncoding() {
        return headers.containsKey("transfer-encoding") && !isChunked();
    }

    /** The length that is told; -1 if none is. */
    long length() throws AnswerFault {
        String length = header("content-length");
        if (length.isEmpty()) {
            return -1;
        }
        if (!length.matches("\\d{1,18}")) {
            throw AnswerFault.malformed("a content length that is none");
        }
        return Long.parseLong(length);
    }

    boolean keepsAlive() {
        return http11 && !header("connection").toLowerCase(Locale.ROOT).contains("close");
    }
}
