package dev.meshfuse.testing.mesh;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One free port of the loopback. While closed it refuses connections but keeps the port, so that a
 * restarted process gets its address back. Used under the mesh's lock.
 */
final class Listener implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final long PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private @Nullable HttpServer server;
    private @Nullable Socket reservation;
    private volatile int port;

    Listener(Vertx vertx) {
        this.vertx = vertx;
    }

    int port() {
        return port;
    }

    void open(Handler<HttpServerRequest> handler) {
        release();
        HttpServer opened =
                await(vertx.createHttpServer().requestHandler(handler).listen(port, HOST));
        port = opened.actualPort();
        server = opened;
    }

    /** Ends every connection; from now on new ones are refused. */
    void refuse() {
        if (server != null) {
            await(server.close());
            server = null;
            reservation = reserve();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            await(server.close());
            server = null;
        }
        release();
    }

    /**
     * Bound and not listening: the system refuses connections and gives the port to nobody. A
     * closed server's socket lasts until its selector's next round, so the first attempts may come
     * too early; success also tells that nothing is accepted any more.
     */
    private Socket reserve() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Socket holder = new Socket();
            try {
                holder.setReuseAddress(true);
                holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return holder;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new UncheckedIOException("cannot keep port " + port, e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private void release() {
        if (reservation != null) {
            try {
                reservation.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot release port " + port, e);
            }
            reservation = null;
        }
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
