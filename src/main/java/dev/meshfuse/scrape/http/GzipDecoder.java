package dev.meshfuse.scrape.http;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates gzip (RFC 1952): one member or several in a row, each with its checksum and length
 * checked.
 */
final class GzipDecoder implements ContentDecoder {
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECKSUM,
        DATA,
        TRAILER
    }

    private final Piece sink;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] out = new byte[PIECE_BYTES];
    private State state = State.FIXED;
    private int flags;

    /** Bytes of the part at hand that were read. */
    private int read;

    /** The number that the part at hand makes, its lowest byte first. */
    private long number;

    private boolean empty = true;

    GzipDecoder(Piece sink) {
        this.sink = sink;
    }

    @Override
    public void feed(byte[] bytes, int from, int to) throws AnswerFault {
        int at = from;
        while (at < to) {
            if (state == State.DATA) {
                at = inflate(bytes, at, to);
            } else {
                framing(bytes[at++] & 0xFF);
            }
        }
    }

    @Override
    public void end() throws AnswerFault {
        if (empty || state != State.FIXED || read > 0) {
            throw AnswerFault.cutOff("the gzip is not complete");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] bytes, int from, int to) throws AnswerFault {
        inflater.setInput(bytes, from, to - from);
        try {
            int length = inflater.inflate(out);
            while (length > 0) {
                checksum.update(out, 0, length);
                sink.take(out, 0, length);
                length = inflater.inflate(out);
            }
        } catch (DataFormatException e) {
            throw AnswerFault.malformed("corrupt gzip: " + e.getMessage());
        }
        if (inflater.needsDictionary()) {
            throw AnswerFault.malformed("corrupt gzip: it asks for a dictionary");
        }
        if (inflater.finished()) {
            enter(State.TRAILER);
        }
        return to - inflater.getRemaining();
    }

    /** One byte of what stands around the data. */
    private void framing(int value) throws AnswerFault {
        empty = false;
        switch (state) {
            case FIXED -> fixed(value);
            case EXTRA_LENGTH -> {
                if (isNumberOf(2, value)) {
                    long length = number;
                    enter(length == 0 ? after(EXTRA) : State.EXTRA);
                    number = length;
                }
            }
            case EXTRA -> {
                if (++read == number) {
                    enter(after(EXTRA));
                }
            }
            case NAME -> {
                if (value == 0) {
                    enter(after(NAME));
                }
            }
            case COMMENT -> {
                if (value == 0) {
                    enter(after(COMMENT));
                }
            }
            case HEADER_CHECKSUM -> {
                if (isNumberOf(2, value)) {
                    enter(State.DATA);
                }
            }
            case TRAILER -> trailer(value);
            case DATA -> throw new IllegalStateException("data is inflated");
        }
    }

    private void fixed(int value) throws AnswerFault {
        boolean right =
                switch (read) {
                    case 0 -> value == 0x1F;
                    case 1 -> value == 0x8B;
                    case 2 -> value == 8; // deflate; there is no other method
                    case 3 -> (value & RESERVED) == 0;
                    default -> true;
                };
        if (!right) {
            throw AnswerFault.malformed("corrupt gzip: not its header");
        }
        if (read == 3) {
            flags = value;
        }
        if (++read == 10) {
            enter(after(0));
        }
    }

    private void trailer(int value) throws AnswerFault {
        if (!isNumberOf(8, value)) {
            return;
        }
        long length = inflater.getBytesWritten() & 0xFFFFFFFFL;
        if (number != (length << 32 | checksum.getValue())) {
            throw AnswerFault.malformed("corrupt gzip: checksum or length differ");
        }
        inflater.reset();
        checksum.reset();
        enter(State.FIXED);
    }

    private boolean isNumberOf(int bytes, int value) {
        number |= (long) value << (8 * read);
        return ++read == bytes;
    }

    private void enter(State next) {
        state = next;
        read = 0;
        number = 0;
    }

    /** The part that follows one of the header, by the flags. */
    private State after(int flag) {
        if (flag < EXTRA && (flags & EXTRA) != 0) {
            return State.EXTRA_LENGTH;
        }
        if (flag < NAME && (flags & NAME) != 0) {
            return State.NAME;
        }
        if (flag < COMMENT && (flags & COMMENT) != 0) {
            return State.COMMENT;
        }
        return (flags & HEADER_CHECKSUM) != 0 ? State.HEADER_CHECKSUM : State.DATA;
    }
}
