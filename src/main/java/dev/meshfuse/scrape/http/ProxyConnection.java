package dev.meshfuse.scrape.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one endpoint of a target, kept open between scrapes. Used on one event loop only.
 *
 * <p>It takes what arrives from Netty's own buffers: Vert.x's HTTP client copies each piece into a
 * new buffer and hands it on by chunks, which costs three times as much as all else of reading a
 * body.
 */
final class ProxyConnection {
    /**
     * Most bytes of one read. Above, reads get no cheaper, and what was read no longer fits the
     * processor's cache.
     */
    static final int MOST_BYTES_OF_A_READ = 128 * 1024;

    private static final int FIRST_BYTES_OF_A_READ = 16 * 1024;
    private static final int LEAST_BYTES_OF_A_READ = 2 * 1024;

    /** Takes what arrives. */
    interface Listener {
        /** The next bytes; they are valid during the call only. */
        void arrived(byte[] bytes, int from, int to);

        /** The connection is closed by the other side, or broken. */
        void closed(String reason);
    }

    private final NetSocketInternal socket;
    private final byte[] scratch;
    private @Nullable Listener listener;
    private boolean open = true;
    private String reason = "the connection was closed";

    /**
     * @param scratch where bytes are put that are outside of the heap; shared by all connections of
     *     an event loop
     */
    ProxyConnection(NetSocket connected, byte[] scratch) {
        this.socket = (NetSocketInternal) connected;
        this.scratch = scratch;
        socket.channelHandlerContext()
                .channel()
                .config()
                .setRecvByteBufAllocator(
                        new AdaptiveRecvByteBufAllocator(
                                LEAST_BYTES_OF_A_READ,
                                FIRST_BYTES_OF_A_READ,
                                MOST_BYTES_OF_A_READ));
        socket.exceptionHandler(e -> reason = String.valueOf(e.getMessage()));
        socket.closeHandler(closed -> ended());
        socket.messageHandler(this::arrived);
    }

    boolean isOpen() {
        return open;
    }

    /** Sends a request; what comes back goes to the listener until {@link #release} or close. */
    void ask(Buffer request, Listener next) {
        listener = next;
        socket.write(request);
    }

    /** Nothing more is expected; bytes that come all the same close the connection. */
    void release() {
        listener = null;
    }

    /** Gives the connection up; the listener hears nothing more. */
    void close() {
        listener = null;
        open = false;
        socket.close();
    }

    private void ended() {
        open = false;
        Listener waiting = listener;
        listener = null;
        if (waiting != null) {
            waiting.closed(reason);
        }
    }

    private void arrived(Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (listener == null && open) {
                close();
            }
            while (listener != null && bytes.isReadable()) {
                int length = Math.min(bytes.readableBytes(), scratch.length);
                bytes.readBytes(scratch, 0, length);
                listener.arrived(scratch, 0, length);
            }
        } finally {
            bytes.release();
        }
    }
}
