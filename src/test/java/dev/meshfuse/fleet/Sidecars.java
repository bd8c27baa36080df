package dev.meshfuse.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The metrics ports of a fleet of pods, all served by one thread: on loopback it sends several
 * gigabytes a second.
 */
final class Sidecars implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final Selector selector;
    private final List<ServerSocketChannel> ports = new ArrayList<>();
    private final FleetState state;
    private final byte[] rendered;
    private final ByteBuffer buffer;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    private Sidecars(int pods, int services) throws IOException {
        this.selector = Selector.open();
        this.state = new FleetState(pods, services, SidecarBody.template());
        this.rendered = new byte[state.longestPiece()];
        this.buffer = ByteBuffer.allocateDirect(state.longestPiece() + 1024);
        for (int pod = 0; pod < pods; pod++) {
            ServerSocketChannel port = ServerSocketChannel.open();
            port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            port.configureBlocking(false);
            port.register(selector, SelectionKey.OP_ACCEPT, pod);
            ports.add(port);
        }
        this.thread = Thread.ofPlatform().name("fleet").start(this::serve);
    }

    /** Opens a port for each of so many pods. */
    static Sidecars open(int pods, int services) throws IOException {
        return new Sidecars(pods, services);
    }

    /** The port of a pod. */
    int port(int pod) {
        return ports.get(pod).socket().getLocalPort();
    }

    /** Does something with the fleet's state, between two answers. */
    <T extends @Nullable Object> T ask(Function<FleetState, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        tasks.add(() -> complete(answer, () -> question.apply(state)));
        selector.wakeup();
        return answer.join();
    }

    private static <T extends @Nullable Object> void complete(
            CompletableFuture<T> answer, Supplier<T> value) {
        try {
            answer.complete(value.get());
        } catch (RuntimeException e) { // belongs to who asked
            answer.completeExceptionally(e);
        }
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    serve(key);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the fleet cannot go on", e);
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof Connection connection) {
            try {
                connection.go(key, rendered, buffer);
            } catch (IOException e) { // the reader hung up
                key.channel().close();
            }
        } else if (key.isValid() && key.isAcceptable()) {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                int pod = (Integer) key.attachment();
                channel.register(
                        selector, SelectionKey.OP_READ, new Connection(channel, pod, state));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One connection of a reader to a pod; requests come one after the other. */
    private static final class Connection {
        private static final int LONGEST_REQUEST = 16 * 1024;
        private static final byte[] NOT_FOUND =
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".getBytes(US_ASCII);

        private static final byte[] BAD_REQUEST =
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".getBytes(US_ASCII);

        private final SocketChannel channel;
        private final int pod;
        private final FleetState state;
        private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);
        private @Nullable Answer answer;
        private long askedAt;

        Connection(SocketChannel channel, int pod, FleetState state) {
            this.channel = channel;
            this.pod = pod;
            this.state = state;
        }

        void go(SelectionKey key, byte[] rendered, ByteBuffer buffer) throws IOException {
            if (answer == null) {
                if (channel.read(request) < 0 || !request.hasRemaining()) {
                    channel.close();
                    return;
                }
                begin();
            }
            if (answer == null) {
                return;
            }
            if (answer.writeTo(channel, rendered, buffer)) {
                state.answered(pod, answer.length(), System.nanoTime() - askedAt);
                answer = null;
                key.interestOps(SelectionKey.OP_READ);
            } else {
                key.interestOps(SelectionKey.OP_WRITE);
            }
        }

        private void begin() throws IOException {
            String text = new String(request.array(), 0, request.position(), US_ASCII);
            if (!text.contains("\r\n\r\n")) {
                return;
            }
            request.clear();
            String[] words = text.split(" ", 3);
            String target = words.length < 3 ? "" : words[1];
            if (FleetState.serves(target)) {
                askedAt = System.nanoTime();
                try {
                    answer = state.asked(pod, target, askedAt);
                } catch (PatternSyntaxException e) { // of the query
                    channel.write(ByteBuffer.wrap(BAD_REQUEST));
                }
            } else {
                channel.write(ByteBuffer.wrap(NOT_FOUND));
            }
        }
    }
}
