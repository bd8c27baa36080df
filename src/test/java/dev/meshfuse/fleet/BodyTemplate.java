package dev.meshfuse.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A body that is rendered once, with places of fixed width where pods and moments differ. Filling
 * them in costs a copy and some ten thousand stores of a digit or two, a small part of what sending
 * the body costs.
 */
final class BodyTemplate {
    /** What stands at a place. */
    enum Slot {
        /** The pod's number, in 4 digits. */
        POD(4),
        /** The number of the service of a set of series, in 3 digits. */
        SERVICE(3),
        /** A counter that grows with a set of series, in 10 digits. */
        COUNTER(10),
        /** A counter of the proxy itself, which grows with its uptime, in 10 digits. */
        OWN(10),
        /** Seconds since the start, in 6 digits. */
        UPTIME(6);

        private final int width;

        Slot(int width) {
            this.width = width;
        }
    }

    /** Where something differs, and what. */
    private record Place(int at, Slot slot, int argument) {}

    /** Some whole lines of one family. */
    static final class Piece {
        private final String family;
        private final boolean used;
        private final byte[] text;
        private final List<Place> places;

        private Piece(String family, boolean used, byte[] text, List<Place> places) {
            this.family = family;
            this.used = used;
            this.text = text;
            this.places = List.copyOf(places);
        }

        int length() {
            return text.length;
        }
    }

    /** Pieces are about so long: two of them fit into a core's second-level cache. */
    private static final int PIECE_BYTES = 64 * 1024;

    /** A counter has ten digits from the start, as in a proxy that has run for a while. */
    private static final long COUNTERS_BEGIN_AT = 1_000_000_000L;

    private static final long UPTIME_BEGINS_AT = 100_000;

    private final List<Piece> pieces;

    private BodyTemplate(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** The pieces of the families that are wanted. */
    List<Piece> pieces(Predicate<String> families, boolean usedOnly) {
        return pieces.stream()
                .filter(piece -> families.test(piece.family) && (piece.used || !usedOnly))
                .toList();
    }

    /** Length of a body of these pieces. */
    static long length(List<Piece> pieces) {
        return pieces.stream().mapToLong(piece -> piece.length()).sum();
    }

    /** The most bytes that {@link #render} writes. */
    int longestPiece() {
        return pieces.stream().mapToInt(piece -> piece.length()).max().orElse(0);
    }

    /**
     * Writes a piece as it is for one pod at one moment.
     *
     * @param services how many services there are
     * @param grownMillis see {@link Growth}
     * @param upSeconds since the fleet's start
     */
    static void render(
            Piece piece, int pod, int services, long grownMillis, long upSeconds, byte[] to) {
        System.arraycopy(piece.text, 0, to, 0, piece.length());
        for (Place place : piece.places) {
            int argument = place.argument();
            long value =
                    switch (place.slot()) {
                        case POD -> pod;
                        case SERVICE -> Growth.service(pod, argument, services);
                        case COUNTER ->
                                COUNTERS_BEGIN_AT
                                        + pod
                                        + Growth.requests(argument & 63, grownMillis)
                                                * (argument >> 6)
                                                / SidecarBody.WHOLE;
                        case OWN -> COUNTERS_BEGIN_AT + pod + upSeconds * argument;
                        case UPTIME -> UPTIME_BEGINS_AT + upSeconds;
                    };
            digits(to, place.at(), place.slot().width, value);
        }
    }

    private static void digits(byte[] to, int at, int width, long value) {
        long rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Writes a template, family by family. */
    static final class Writer {
        private final List<Piece> pieces = new ArrayList<>();
        private byte[] text = new byte[PIECE_BYTES * 2];
        private int length;
        private final List<Place> places = new ArrayList<>();
        private String family = "";
        private boolean used = true;

        /** Begins a family; one that is not used was never written to. */
        Writer family(String name, String type, boolean isUsed) {
            flush();
            family = name;
            used = isUsed;
            return text("# TYPE " + name + " " + type + "\n");
        }

        Writer text(String more) {
            byte[] bytes = more.getBytes(US_ASCII);
            if (length + bytes.length > text.length) {
                text = Arrays.copyOf(text, Math.max(text.length * 2, length + bytes.length));
            }
            System.arraycopy(bytes, 0, text, length, bytes.length);
            length += bytes.length;
            return this;
        }

        Writer slot(Slot slot, int argument) {
            places.add(new Place(length, slot, argument));
            return text("0".repeat(slot.width));
        }

        /** A counter that grows by so many for each {@link SidecarBody#WHOLE} requests of a set. */
        Writer counter(int set, int weight) {
            return slot(Slot.COUNTER, weight << 6 | set);
        }

        Writer endLine() {
            text("\n");
            if (length >= PIECE_BYTES) {
                flush();
            }
            return this;
        }

        BodyTemplate finish() {
            flush();
            return new BodyTemplate(pieces);
        }

        private void flush() {
            if (length > 0) {
                pieces.add(new Piece(family, used, Arrays.copyOf(text, length), places));
            }
            length = 0;
            places.clear();
        }
    }
}
