package dev.meshfuse.scrape.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one endpoint of a target, kept open between scrapes. Used on one event loop only.
 *
 * <p>Netty's own codec reads what arrives, and hands it on as slices of the buffers it was read
 * into: Vert.x's HTTP client would copy each piece into a new buffer.
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
        /** The next message of the codec; its bytes are valid during the call only. */
        void arrived(HttpObject part);

        /** All was handed on that could be read at once. */
        void readEnded();

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
        ChannelHandlerContext context = socket.channelHandlerContext();
        context.pipeline()
                .addBefore(context.name(), "http", Answer.codec())
                .addBefore(context.name(), "read-end", new ReadEnd());
        context.channel()
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

    /** See {@link Answer}. */
    byte[] scratch() {
        return scratch;
    }

    /** Sends a request; what comes back goes to the listener until {@link #release} or close. */
    void ask(HttpRequest request, Listener next) {
        listener = next;
        socket.writeMessage(request);
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
        try {
            if (message == ReadEnd.MARK) {
                if (listener != null) {
                    listener.readEnded();
                }
            } else if (listener != null && message instanceof HttpObject part) {
                listener.arrived(part);
            } else if (open) {
                close();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** Vert.x hands on messages, but not where a read ends; so that becomes a message. */
    private static final class ReadEnd extends ChannelInboundHandlerAdapter {
        static final Object MARK = new Object();

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.fireChannelRead(MARK);
            context.fireChannelReadComplete();
        }
    }
}
