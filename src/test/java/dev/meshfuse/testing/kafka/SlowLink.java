package dev.meshfuse.testing.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a broker that can be made slow, in both directions. */
public final class SlowLink implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final ServerSocket entrance;
    private final int exit;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;

    /**
     * @param exit loopback port it leads to, once somebody listens there
     */
    public SlowLink(int exit) {
        this.exit = exit;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("slow-link").start(this::accept);
    }

    /** Loopback port where it begins. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Every piece of what is sent, up to 64 KiB, takes so long from now on. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Breaks all connections there are. */
    public void cut() {
        open.forEach(SlowLink::end);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket from = entrance.accept();
                Socket to = new Socket();
                open.add(from);
                open.add(to);
                to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), exit));
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> carry(from, to));
                Thread.ofVirtual().start(() -> carry(to, from));
            } catch (IOException e) {
                cut(); // it is closed, or nobody listens: clients try again
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                Thread.sleep(delay);
                out.write(piece, 0, read);
            }
        } catch (IOException e) {
            // one end has gone, so the other must
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it has ended
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
