package dev.meshfuse.scrape;

import dev.meshfuse.scrape.SeriesTable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes series of the lines of one target's bodies. Labels are resolved when a line is parsed;
 * afterwards a line is known by a hash of what stands before its value, or before its bound if it
 * is a bucket. A line may be known only if it has the plain form, with digits alone behind the
 * labels, and everything before was parsed once, so nothing is known wrongly.
 */
final class SeriesReader implements Taker {
    /** Counts requests; Istio, "Standard metrics". */
    static final String REQUESTS = "istio_requests_total";

    /** How long requests took; the buckets of Istio's histogram. */
    static final String BUCKETS = "istio_request_duration_milliseconds_bucket";

    /** Seconds since Envoy started. */
    static final String UPTIME = "envoy_server_uptime";

    static final Set<String> WANTED = Set.of(REQUESTS, BUCKETS, UPTIME);

    /** A hundred years: no process is older, and a start far beyond could not be told as a time. */
    static final long MAX_UPTIME_SECONDS = 3_155_760_000L;

    /** Bodies after which a series that was not shown is forgotten: it was evicted, or replaced. */
    static final int BODIES_REMEMBERED = 16;

    /** Where the names of counter and buckets differ first. */
    private static final int TELLING = "istio_request".length();

    private final SeriesTable table = new SeriesTable();
    private final KeyedHash hash = new KeyedHash(HashSecrets.OF_THIS_PROCESS);
    private final List<KnownSeries> shown = new ArrayList<>();
    private int body;
    private int forgotIn;
    private long uptimeSeconds;

    /** Whose bucket the line before was; null if it was none of the plain form. */
    private @Nullable KnownSeries open;

    /** Where in that line the text of the bound begins, counted from the line's beginning. */
    private int boundAt;

    SeriesReader() {
        begin();
    }

    /** Begins with a new body. */
    void begin() {
        body++;
        shown.clear();
        uptimeSeconds = -1;
        open = null;
        if (body % BODIES_REMEMBERED == 0) {
            table.forget(body - BODIES_REMEMBERED);
        }
    }

    /** The uptime the body told, or null. */
    @Nullable Long uptimeSeconds() {
        return uptimeSeconds < 0 ? null : uptimeSeconds;
    }

    /** The series the body shows, in the order of their first lines. */
    List<KnownSeries> shown() {
        return shown;
    }

    /** How many series are remembered. */
    int remembered() {
        return table.size();
    }

    @Override
    public int takeAlike(byte[] bytes, int from, int same, int to) {
        KnownSeries series = open;
        return series == null || same < boundAt
                ? UNKNOWN
                : bucket(series.buckets(), bytes, from, from + boundAt, to);
    }

    @Override
    public boolean takeKnown(byte[] bytes, int from, int end, int newline) {
        open = null;
        return switch (bytes[from + TELLING]) {
            case 's' -> knownCounter(bytes, from, end);
            case '_' -> knownBucket(bytes, from, end, newline);
            default -> false;
        };
    }

    @Override
    public boolean take(Sample sample, ExpositionLine line, byte[] bytes, int from, int end) {
        open = null;
        return switch (sample.name()) {
            case REQUESTS -> counter(sample, line, bytes, from, end);
            case BUCKETS -> bucket(sample, line, bytes, from, end);
            default -> uptime(Decimal.count(sample.value()));
        };
    }

    private boolean uptime(long seconds) {
        if (seconds < 0 || seconds > MAX_UPTIME_SECONDS || uptimeSeconds >= 0) {
            return false;
        }
        uptimeSeconds = seconds;
        return true;
    }

    private boolean knownCounter(byte[] bytes, int from, int end) {
        int blank = PlainLine.blankBeforeDigits(bytes, from, end);
        if (blank < 0) {
            return false;
        }
        hash.of(bytes, from, blank);
        KnownSeries series = table.find(hash, Kind.COUNTER, body);
        return series != null && show(series).count(Decimal.count(bytes, blank + 1, end));
    }

    private boolean counter(Sample sample, ExpositionLine line, byte[] bytes, int from, int end) {
        long value = Decimal.count(sample.value());
        KnownSeries series = value < 0 ? null : series(sample);
        if (series == null || !series.count(value)) {
            return false;
        }
        int blank = PlainLine.blankBeforeDigits(bytes, from, end);
        if (blank == line.labelsEnd() && blank - from >= KeyedHash.MIN_BYTES) {
            learn(bytes, from, blank, Kind.COUNTER, series);
        }
        return true;
    }

    private boolean knownBucket(byte[] bytes, int from, int end, int newline) {
        int bound = PlainLine.boundBeforeDigits(bytes, from, end);
        if (bound < 0) {
            return false;
        }
        hash.of(bytes, from, bound);
        KnownSeries series = table.find(hash, Kind.BUCKET, body);
        if (series == null || bucket(show(series).buckets(), bytes, from, bound, newline + 1) < 0) {
            return false;
        }
        open = series;
        boundAt = bound - from;
        return true;
    }

    private boolean bucket(Sample sample, ExpositionLine line, byte[] bytes, int from, int end) {
        String text = sample.labels().getOrDefault(Sample.BOUND, "");
        double limit = Decimal.number(text);
        KnownSeries series = Double.isNaN(limit) ? null : series(sample);
        if (series == null) {
            return false;
        }
        long count = Decimal.count(sample.value());
        if (count < 0) {
            series.buckets().spoil();
            return false;
        }
        if (!series.buckets().add(limit, count)) {
            return false;
        }
        int bound = PlainLine.boundBeforeDigits(bytes, from, end);
        if (bound >= 0 && bound == line.boundFrom()) {
            learn(bytes, from, bound, Kind.BUCKET, series);
            open = series;
            boundAt = bound - from;
        }
        return true;
    }

    /**
     * Takes a bucket of which only bound and value are unread, if both have the plain form.
     *
     * @return where the newline is, or {@link #UNKNOWN}
     */
    private static int bucket(Buckets buckets, byte[] bytes, int from, int bound, int to) {
        int length = buckets.expectedAt(bytes, bound);
        int quote = length >= 0 ? bound + length : PlainLine.quote(bytes, bound, to);
        int value = PlainLine.valueBehind(bytes, quote, to);
        int end = PlainLine.digitsEnd(bytes, value, to);
        int newline = PlainLine.newlineAt(bytes, end, to);
        if (newline < 0 || newline - from > ExpositionParser.MAX_LINE_BYTES) {
            return UNKNOWN;
        }
        long count = PlainLine.digits(bytes, value, end);
        if (length >= 0) {
            buckets.addExpected(count);
            return newline;
        }
        double limit = Decimal.number(bytes, bound, quote);
        return !Double.isNaN(limit) && buckets.add(limit, count) ? newline : UNKNOWN;
    }

    private void learn(byte[] bytes, int from, int to, Kind kind, KnownSeries series) {
        hash.of(bytes, from, to);
        if (table.find(hash, kind, body) == null) {
            table.put(hash, kind, series, body);
        }
    }

    /** The series of a sample, made known if it was not; null when there are too many. */
    private @Nullable KnownSeries series(Sample sample) {
        SeriesId id = sample.id();
        hash.of(id);
        KnownSeries known = table.find(hash, Kind.IDENTITY, body);
        if (known == null) {
            if (!hasRoom()) {
                return null;
            }
            known = new KnownSeries(id, RequestLabels.of(sample.labels()));
            table.put(hash, Kind.IDENTITY, known, body);
        }
        return show(known);
    }

    /** Where there is none, what this body has not shown makes room. */
    private boolean hasRoom() {
        if (table.size() >= ReadingBuilder.MAX_SERIES && forgotIn != body) {
            forgotIn = body;
            table.forget(body);
        }
        return table.size() < ReadingBuilder.MAX_SERIES;
    }

    private KnownSeries show(KnownSeries series) {
        if (series.shownIn() != body) {
            series.begin(body);
            shown.add(series);
        }
        return series;
    }
}
